"""The forms in which cells say a date, a share, a unit, names, as known in development."""

import calendar
import datetime
from dataclasses import dataclass

YEAR = 2025
CHINESE = "〇一二三四五六七八九"
MONTHS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


def chinese(number):
    if number <= 10:
        return "十" if number == 10 else CHINESE[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else CHINESE[tens]) + "十" + (CHINESE[ones] if ones else "")


def wide(text):
    """Full-width digits and letters, as input methods leave them."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" < c <= "~" and c.isalnum() else c for c in text)


def last(month, year=YEAR):
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True)
class Due:
    written: object
    day: datetime.date | None
    kind: str = "date"


def _serial(day):
    return (day - datetime.date(1899, 12, 30)).days


# Each takes month, day, and gives a Due. A date cell is a date, a serial number an int.
def _due(write, day_of=lambda m, d: datetime.date(YEAR, m, d)):
    return lambda m, d: Due(write(m, d), day_of(m, d))


def _end(write):
    return _due(write, lambda m, d: last(m))


def _fixed(text, month):
    return lambda m, d: Due(text, last(month))


def _rhythm(text, kind):
    return lambda m, d: Due(text, None, kind)


DATES = [
    _due(lambda m, d: f"{YEAR}年{m}月{d}日"), _due(lambda m, d: f"{YEAR}-{m:02}-{d:02}"), _due(lambda m, d: f"{YEAR}.{m}.{d}"),
    _due(lambda m, d: f"{YEAR}/{m}/{d}"), _due(lambda m, d: f"{m}月{d}日前"), _due(lambda m, d: f"25.{m}.{d}"),
    _due(lambda m, d: datetime.date(YEAR, m, d)), _due(lambda m, d: _serial(datetime.date(YEAR, m, d))), _due(lambda m, d: f"{m}.{d}前"),
    _due(lambda m, d: f"{YEAR}年{m}月{d}日（周一）前"), _due(lambda m, d: f"{YEAR}{m:02}{d:02}"), _due(lambda m, d: f"{YEAR % 100}年{m}月{d}日"),
    _due(lambda m, d: f"{m}月{d}号之前"), _due(lambda m, d: f"二〇二五年{chinese(m)}月{chinese(d)}日"), _due(lambda m, d: f"{YEAR}年{m}月{d}日前完成"),
    _due(lambda m, d: wide(f"{YEAR}年{m}月{d}日")), _due(lambda m, d: f"{YEAR}年 {m}月 {d}日"), _due(lambda m, d: f"{YEAR}．{m:02}．{d:02}"),
    _due(lambda m, d: f"{YEAR}-{m}-{d} 00:00:00"), _due(lambda m, d: f"{m}/{d}"), _due(lambda m, d: f"截至{m}月{d}日"),
    _end(lambda m, d: f"{YEAR}年{m}月"), _end(lambda m, d: f"{YEAR}.{m}"), _end(lambda m, d: f"{YEAR}年{m}月份"),
    _end(lambda m, d: f"{m}月底"), _end(lambda m, d: f"{m}月底前"), _end(lambda m, d: f"{MONTHS[m - 1]}月末"),
    _end(lambda m, d: f"{m}月前"), _end(lambda m, d: f"{YEAR}-{m:02}"), _end(lambda m, d: f"{YEAR}年{m}月底前完成"),
    _end(lambda m, d: f"二〇二五年{MONTHS[m - 1]}月"), _end(lambda m, d: f"{m}月"), _end(lambda m, d: f"{YEAR}/{m:02}"),
    _end(lambda m, d: f"{m}月下旬"), _due(lambda m, d: f"{m}月上旬", lambda m, d: datetime.date(YEAR, m, 10)),
    _due(lambda m, d: f"{YEAR}年{m}月中旬", lambda m, d: datetime.date(YEAR, m, 20)),
    _fixed("一季度", 3), _fixed("第二季度", 6), _fixed("三季度末", 9), _fixed("Q4", 12), _fixed("2025年二季度", 6), _fixed("１季度", 3),
    _fixed("上半年", 6), _fixed("下半年", 12), _fixed("2025年上半年", 6), _fixed("年底", 12), _fixed("年底前", 12), _fixed("2025年底", 12),
    _fixed("全年", 12), _fixed("年内", 12), _fixed("今年年底前", 12), _fixed("2025年", 12), _fixed("12月底前", 12), _fixed("2025年年底前完成", 12),
    _end(lambda m, d: f"1月至{m}月"), _end(lambda m, d: f"{YEAR}年1月—{YEAR}年{m}月"), _end(lambda m, d: f"1-{m}月" if m > 1 else "1月"),
    _due(lambda m, d: f"{YEAR}年1月1日至{YEAR}年{m}月{d}日"), _due(lambda m, d: f"{m}月1日—{d}日"), _end(lambda m, d: f"{YEAR}.1-{YEAR}.{m}"),
    _rhythm("每月", "monthly"), _rhythm("按月", "monthly"), _rhythm("每月25日前", "monthly"), _rhythm("每月底", "monthly"), _rhythm("每季度", "quarterly"),
    _rhythm("按季度推进", "quarterly"), _rhythm("每季度末", "quarterly"), _rhythm("长期", "ongoing"), _rhythm("常态化推进", "ongoing"),
    _rhythm("长期坚持", "ongoing"), _rhythm("持续推进", "ongoing"), _rhythm("贯穿全年", "ongoing"), _rhythm("常年开展", "ongoing"),
    _rhythm(None, "none"), _rhythm("—", "none"), _rhythm("/", "none"),
]  # fmt: skip

PERCENTS = [
    lambda n: (f"{n}%", n), lambda n: (n, n), lambda n: (wide(str(n)) + "％", n), lambda n: (str(n), n), lambda n: (n / 100, n),
    lambda n: (f"约{n}%左右", n), lambda n: (f"约{n}%", n), lambda n: (f"完成{n}%", n), lambda n: (f"已完成{n}%", n),
    lambda n: ("已完成", 100), lambda n: ("未启动", 0), lambda n: ("已办结", 100), lambda n: ("有序推进", None), lambda n: (None, None),
    lambda n: ("全部完成", 100), lambda n: ("推进中", None), lambda n: ("未开展", 0), lambda n: ("尚未启动", 0), lambda n: (f"{n}.0%", n),
    lambda n: (f"进度{n}%", n), lambda n: (f"达到{n}%", n), lambda n: ("正在推进", None), lambda n: ("完成", 100), lambda n: ("按计划推进", None),
    lambda n: ("已销号", 100), lambda n: ("100%", 100), lambda n: (f"百分之{chinese(n) if n < 100 else '百'}", n),
]  # fmt: skip
PEOPLE = [
    lambda a, b: (a, [a]), lambda a, b: (f"{a}、{b}", [a, b]), lambda a, b: (f"{a}　{b}", [a, b]), lambda a, b: (f"{a}，{b}", [a, b]),
    lambda a, b: (f"{a}\n{b}", [a, b]), lambda a, b: (f"{a}（科长 0870-2120000）", [a]), lambda a, b: (f"{a}（党组书记、局长）", [a]),
    lambda a, b: (f"{a} 13800000000", [a]), lambda a, b: (f"局长{a}", [a]), lambda a, b: (f"{a}/{b}", [a, b]),
    lambda a, b: (f"{a}(副局长)、{b}(科长)", [a, b]), lambda a, b: (f"{a}；{b}", [a, b]),
]  # fmt: skip
SEVERAL = ["、", "，", "\n", "；", ",", " ", "/", ";", "、\n"]
EVERYONE = ["各单位", "市直各单位", "市直机关各单位", "各党组（党委）", "各部门", "各级党组织", "全体单位"]  # fmt: skip
CATEGORIES = {
    "grassroots": ["服务基层", "基层", "服务基层类"],
    "public": ["服务群众", "群众", "服务群众类"],
    "enterprise": ["服务企业", "企业", "服务企业类"],
}
FLAGS = [("是", True), ("否", False), ("已销号", True), ("未销号", False), ("√", True), ("已完成", True)]  # fmt: skip


def spellings(unit):
    """Ways to write a unit's name; what is inside them is the directory's business, how they stand is ours."""
    short = unit["short_name"]
    return [
        unit["name"], short, " ".join(short), f"{short}（盖章）", f"{short} ", f"　{short}",
        f"{short}(牵头)", f"{short[:2]}\n{short[2:]}", *[a for a in unit["aliases"].split(";") if a],
    ]  # fmt: skip
