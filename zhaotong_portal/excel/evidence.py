"""What the cells of a column speak for: dates for a deadline, names of units for a unit, personal names for people."""

import re

from .cells.choices import read_category
from .cells.dates import read_deadline
from .cells.people import read_people
from .cells.percent import read_percent
from .rowroles import role_of
from .sheets import EMPTY, is_blank
from .text import as_text, compact

SAMPLE = 60  # rows looked at
FEWEST = 2
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵汪祁毛禹狄米贝明臧计成戴宋庞熊纪舒屈项祝"
    "董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢"
    "裴陆荣翁段富巫焦侯全班仰秋仲伊宫宁仇栾甘祖武符刘景詹束龙叶幸司韶黎薄印白怀蒲邰从鄂索赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡"
    "劳姬申扶堵冉宰雍桑桂牛寿通边扈燕尚农温庄晏柴瞿阎充慕连茹习艾容向古易慎戈廖终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆"
    "师巩聂勾敖冷訾辛阚那简饶空曾毋沙丰关相查后荆红游竺权盖益桓公付闫肖代覃岳崇缪区官税"
)
_PHONE = re.compile(r"\d{7,11}|0\d{2,3}-?\d{7,8}|\d{3}-?\d{4}-?\d{4}")
_LONGEST_NAME = 4
_LONGEST_MARK = 8
_MARK = re.compile(r"[(]?(\d{1,4}([.\-]\d{1,3})*|[一二三四五六七八九十]{1,3})[)]?[.、]?")


def cells_of(column, header, rows):
    """The filled cells of a column in the first rows of its table, without headings, totals and notes."""
    found = []
    for row in rows[header.last + 1 : header.last + 1 + SAMPLE]:
        first = next(filter(None, row), "")
        value = row[column.index]
        if value not in EMPTY and not is_blank(value) and role_of(first) is None:
            found.append(value)
    return found


def share(cells, test, directory):
    if len(cells) < FEWEST:
        return 0
    return sum(bool(test(cell, directory)) for cell in cells) / len(cells)


def is_unit(cell, directory):
    return isinstance(cell, str) and (
        directory.resolve(cell) is not None or directory.is_everyone(cell)
    )


def is_category(cell, _directory):
    return read_category(cell) is not None


def is_deadline(cell, _directory):
    """A bare number is no date here: 3.5 may be anything."""
    if isinstance(cell, (int, float)) or as_text(cell).strip().replace(".", "").isdecimal():
        return False
    found = read_deadline(cell, 2000)
    return found.kind != "none" and found.fault is None


def is_dated(cell, _directory):
    """Whether a cell may stand in a column of deadlines: also a serial number, also a date that does not exist."""
    if isinstance(cell, str) and not re.search(r"\d", cell):
        return read_deadline(cell, 2000).fault is None
    return not isinstance(cell, str) or bool(
        re.search(r"\d.*[年月日号季度.\-/]|\d{5,8}$", compact(cell))
    )


def is_share(cell, _directory):
    """50%, 已完成 and 100, but no sentence."""
    if isinstance(cell, (int, float)):
        return True
    return len(compact(cell)) <= 10 and read_percent(cell).value is not None


def is_signed_share(cell, _directory):
    return isinstance(cell, str) and "%" in compact(cell) and read_percent(cell).value is not None


def is_people(cell, directory):
    if not isinstance(cell, str) or directory.resolve(cell) is not None:
        return False
    names = read_people(cell)
    return bool(names) and all(2 <= len(n) <= _LONGEST_NAME and n[0] in _SURNAMES for n in names)


def is_phone(cell, _directory):
    return bool(_PHONE.fullmatch(compact(as_text(cell))))


def counts_rows(column, header, rows):
    """1, 2, 3 or 一, （一）, （二） down the rows, as only the numbers of rows do: each the next, or the first again."""
    cells = (row[column.index] for row in rows[header.last + 1 : header.last + 1 + SAMPLE])
    texts = [compact(as_text(cell)) for cell in cells if cell not in EMPTY and not is_blank(cell)]
    texts = [text for text in texts if len(text) <= _LONGEST_MARK and text != compact(column.label)]
    marks = [text.strip("().、") for text in texts if _MARK.fullmatch(text)]
    numbers = [int(mark) for mark in marks if mark.isdecimal()]
    steps = sum(b == a + 1 or b == 1 for a, b in zip(numbers, numbers[1:], strict=False))
    is_known = len(marks) >= FEWEST and len(marks) * 2 > len(texts)
    return is_known and steps >= 0.7 * (len(numbers) - 1)
