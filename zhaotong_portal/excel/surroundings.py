"""What stands around a table: titles, the line 填报单位:…, names of sheet and file.

From these come the kind, year, month and label of a list, and the unit and category of a table
that has no column for them.
"""

import re
from collections import Counter

from .cells.choices import category_named_in, read_category, read_lead
from .cells.numerals import with_digits
from .text import as_text, compact, unbracketed

_YEAR = re.compile(
    r"(?<!\d)(20[0-4]\d)(?!\d)|(?<!\d)(20[0-4]\d)(?=(?:0[1-9]|1[0-2])(?:\d\d)?(?!\d))"
)
_YEAR_NAMED = re.compile(r"(?<!\d)(20[0-4]\d)(?=年)|(?<!\d)(\d\d)(?=年度?[^\d以])")
_MONTH = re.compile(r"(?<![\d-])(1[0-2]|0?[1-9])月(?!\d{1,2}日)")
_YEAR_MONTH = re.compile(r"(?<!\d)20\d\d[-./年](1[0-2]|0?[1-9])(?!\d)(?:月(?!\d{1,2}日))?")
_FILLED_ON = re.compile(
    r"(填报|报送|制表|更新|填表|上报)?(时间|日期)[:：]?\s*[\d年月日./-]*|\d{4}[年.-]\d{1,2}[月.-]\d{1,2}日?"
)
_UNIT_LINE = re.compile(
    r"(?:填报|报送|上报|申报|编报|制表|填表|责任|承办|所属)?(?:单位|部门)(?:名称)?(?:[(（][^)）]*[)）])?\s*[:：]\s*(.*?)\s*(?=$|\s{2,}|\u3000|(?:填报|报送|填表|制表|上报)?(?:日期|时间|人)[:：]|联系|审核|负责人|单位[:：])"
)
_NO_UNIT = re.compile(r"万?元|个|人次?|%|亿元|项|次|件")
_LABELS = re.compile(
    r"上半年|下半年|补充|增补|新增|调整|第[一二三四五六七八九十\d]+批|[一二三四]季度|修订"
)
_NO_TABLE = re.compile(
    r"封面|封皮|目录|(填表|填写|填报|使用|操作|模板)?(说明|须知|指南|要求)|数据?字典|代码表?|码表|下拉(列表|选项|数据)?|选项|参数|(填写|填报)?(示例|样例|样表|范例)|基础数据|对照表"
)


def lines_of(sheet, first, last):
    """The texts that stand in rows first..last-1, a line each."""
    lines = []
    for row in range(max(first, 0), last):
        cells = [as_text(value).strip() for value in sheet.rows[row]]
        if any(cells):
            lines.append("  ".join(cell for cell in cells if cell))
    return lines


def is_beside_the_lists(name):
    """A sheet that by its name holds no list: a cover, instructions, a look-up list."""
    return _NO_TABLE.fullmatch(compact(name)) is not None


def year_in(*texts):
    """The first year named, texts asked in turn; the date of filling in is no year of the list."""
    for pattern in (_YEAR_NAMED, _YEAR):
        for text in texts:
            if match := pattern.search(with_digits(_FILLED_ON.sub("", compact(text)))):
                found = match[1] or match[2]
                return int(found) + (2000 if len(found) == 2 else 0)
    return None


def month_in(*texts):
    for text in texts:
        plain = with_digits(_FILLED_ON.sub("", compact(text)))
        if match := _YEAR_MONTH.search(plain) or _MONTH.search(plain):
            return int(match[1])
    return None


def label_in(*texts):
    """上半年, 补充, 第二批: which of a year's lists this is; empty for the only one."""
    for text in texts:
        if match := _LABELS.search(compact(text)):
            return match[0]
    return ""


def usual_year(years, rows):
    """The year that deadlines themselves name, where enough of them do."""
    named = Counter(year for year in years if year)
    if not named or sum(named.values()) < max(2, rows * 0.15):
        return None
    most = max(named.values())
    return max(year for year, count in named.items() if count == most)


def category_around(sheet_name, lines):
    return (
        read_category(sheet_name)
        or category_named_in(sheet_name)
        or next((found for line in reversed(lines) if (found := category_named_in(line))), None)
    )


def lead_around(*texts):
    return next((lead for text in texts if (lead := read_lead(text))), None)


def unit_around(sheet_name, lines, directory):
    """(unit, text): by the sheet's name, the line 填报单位:…, a title. `text` is a name that nobody knows."""
    if unit := directory.resolve(sheet_name) or unit_inside(sheet_name, directory):
        return unit, ""
    unknown = ""
    for line in reversed(lines):
        match = _UNIT_LINE.search(line)
        written = unbracketed(compact(match[1])) if match else ""
        if written and not _NO_UNIT.fullmatch(written):
            if unit := directory.resolve(written) or unit_inside(written, directory):
                return unit, ""
            unknown = written
    if unknown:
        return None, unknown
    titles = (unit_inside(line, directory) for line in lines if not _UNIT_LINE.search(line))
    return next((unit for unit in titles if unit), None), ""


def unit_inside(text, directory):
    """The longest name of a unit in a title; a name of two characters only at its beginning."""
    plain = re.sub(r"20\d\d年度?", "", compact(text))[:60]
    for length in range(len(plain), 1, -1):
        starts = range(len(plain) - length + 1) if length > 2 else (0,)
        for start in starts:
            if unit := directory.resolve(plain[start : start + length]):
                return unit
    return None
