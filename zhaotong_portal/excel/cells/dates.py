"""A deadline in any form in which offices write it -> the day or the rhythm that it means.

The forms are those of the importer's rules (fixtures/samples/README.md). `Deadline.year_written`
tells whether the cell itself named a year: a list without a year in its title takes the year
that its deadlines name.
"""

import calendar
import datetime
import math
import re
from dataclasses import dataclass, replace
from functools import partial

from ..text import BRACKETED, as_text, compact
from .numerals import with_digits

DATE, MONTHLY, QUARTERLY, ONGOING, NONE = "date", "monthly", "quarterly", "ongoing", "none"


@dataclass(frozen=True, slots=True)
class Deadline:
    day: datetime.date | None
    kind: str
    fault: str | None = None  # "bad_date", or "past_year" where the day is kept
    reason: str = ""  # what is wrong with it, for the message
    year_written: int | None = None
    precision: str = "day"  # what the cell names: a day, or a whole month, quarter, half, year


NO_DEADLINE = Deadline(None, NONE)
_EPOCH = datetime.date(1899, 12, 30)
# Serial numbers from 1954 to 2119: nothing that a person types as a year, a month or a day is in this range.
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000

_EMPTY = re.compile(r"[-‐-―－/\\_~.…·]*|无|空")
_WEEKDAY = re.compile(r"(星期|礼拜|周)[一二三四五六日天末1-7]")
_TIME = re.compile(
    r"(?<=[\d日号])(t|T|上午|下午|晚)?\d{1,2}[:：时点]\d{0,2}分?([:：]\d{2}(\.\d+)?)?z?(整|半)?|(?<=[日号])(24|17|18)点"
)
# Seen before white space goes: 2025/11/10 0:00:00 without its space would end in a day 1 and a time 00:00:00.
_CLOCK = re.compile(r"(?<=\d)\s+\d{1,2}[:：]\d{2}([:：]\d{2}(\.\d+)?)?(?!\d)")
_MONTHLY = re.compile(r"每(个)?月|按月|逐月|月月|^月度$|^月$")
_QUARTERLY = re.compile(r"每(个)?季|按季|逐季|^季度$|^季$")
_ONGOING = re.compile(r"长期|常态|持续|贯穿|常年|经常|长效|不间断|日常|一以贯之|始终|永久")
_BEFORE = re.compile(
    r"^(每年|于|在|自|从|到|至|截至|截止到?|力争|确保|预计|计划|拟|争取|原则上|最迟|不晚于|不迟于|即日起至|现在起至|期限为?|时限为?|完成时限|整改时限|:)+"
)
_END_WORD = r"(之前|以前|前|下班|为止|止|内|时限|期间|[,，。;；.、]|(全部|基本|均|须|要|应)*(完成|办结|办理完毕|整改(完成|到位|完毕)?|完毕|到位|销号|落实|结束|报送|上报))"
_AFTER = re.compile(f"{_END_WORD}+$")
_LAST_WORD = re.compile(f"{_END_WORD}$")
_ENDS = r"(?<=[\d年月日号底末初旬度起])(?:{})(?=[\d年上下一本全当次Qq第底])"
# 至 parts a span whatever the dates are written with; a hyphen only where it is not part of a date itself.
_SPANS = [re.compile(_ENDS.format(mark)) for mark in ("至|到|~|～|〜|→|——?|–|―", "--?|‐|‑|‒|－")]

_Y = r"(?:(?P<y>\d{4}|\d{2})年度?|(?P<y_word>今年|本年度?|当年|明年|次年|去年|上年))?"
_FULL = [
    re.compile(r"(?P<y>\d{4}|\d{2})年(?P<m>\d{1,2})月(?:份)?(?P<d>\d{1,2})(?:日|号)?"),
    re.compile(
        r"(?P<y>\d{4}|\d{2})(?P<sep>[-/.·．、‐-―])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?:日|号)?"
    ),
    re.compile(r"(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(_Y + r"(?P<m>\d{1,2})月(?:份)?(?P<d>\d{1,2})(?:日|号)?"),
    re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})(?P<sep>[-/.])(?P<d>\d{1,2})(?:日|号)?"),
    re.compile(r"(?P<m>\d{1,2})[-/](?P<d>\d{1,2})[-/](?P<y>\d{4})"),
]
_MONTH_DAY = re.compile(r"(?P<m>\d{1,2})[-/.·．](?P<d>\d{1,2})(?:日|号)?")
_MONTH = [
    re.compile(_Y + r"(?P<m>\d{1,2})月(?:份)?(?P<part>月?底|月?末|月?初|中|上旬|中旬|下旬|下|上)?"),
    re.compile(r"(?P<y>\d{4})[-/.·．‐-―](?P<m>\d{1,2})(?:月)?(?P<part>底|末|上旬|中旬|下旬)?"),
    re.compile(r"(?P<y>20\d{2})(?P<m>0[1-9]|1[0-2])"),
    re.compile(r"(?P<y>1[3-9]|[2-9]\d)[-/.](?P<m>\d{1,2})"),
]
_QUARTER = re.compile(
    r"(?:(?P<y>\d{4}|\d{2}(?=年))年?[-.]?|(?P<y_word>今年|本年度?|当年|明年|次年|去年))?"
    r"(?:(?:第|首)?(?P<q>[1-4])?(?:季度|季)|[Qq](?P<q2>[1-4]))(?:末|底|内)?"
)
_FIRST_QUARTERS = re.compile(_Y + r"前(?P<q>[1-3])个?季度(?:末|底)?")
_HALF = re.compile(_Y + r"(?P<half>上半年|下半年)(?:末|底|内)?")
_YEAR_END = re.compile(_Y + r"(?:年?(?:底|末|终|内)|年度内|[全整]年度?|本年度|年度|岁末)")
_YEAR_ONLY = re.compile(r"(?P<y>\d{4})年(?:度)?|(?P<y_bare>20[1-9]\d)")
_WHOLE_MONTH = {"": None, "上旬": 10, "上": 10, "初": 10, "月初": 10, "中旬": 20, "中": 20}


def plain(value):
    """The text with digits throughout and without weekdays, times of day and brackets."""
    text = compact(_CLOCK.sub("", as_text(value)))
    text = (
        re.sub(r"(?<=[二2])[oO0](?=[一二三四五六七八九\d])", "〇", text) if "二" in text else text
    )
    text = _WEEKDAY.sub("", text)
    bare = BRACKETED.sub("", text)
    text = bare or re.sub(r"[()\[\]【】〔〕<>《》]", "", text)
    return _TIME.sub("", with_digits(text))


def read_deadline(value, year):
    """The deadline that a cell means in a list of `year`."""
    found = _read(value, year)
    if found.day is not None and found.day.year < year and found.fault is None:
        return replace(found, fault="past_year")
    return found


def reader_of(year):
    return partial(read_deadline, year=year)


def _read(value, year):
    if isinstance(value, datetime.datetime):
        return _dated(value.date(), value.year)
    if isinstance(value, datetime.date):
        return _dated(value, value.year)
    if isinstance(value, bool):
        return _bad("这里应填日期")
    if isinstance(value, (int, float)):
        return _from_number(value, year)
    text = plain(value)
    if _EMPTY.fullmatch(text):
        return NO_DEADLINE
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_number(float(text), year)
    return _from_text(text, year)


def _from_number(number, year):
    if not math.isfinite(number):
        return _bad("")
    if _FIRST_SERIAL <= number < _LAST_SERIAL:
        day = _EPOCH + datetime.timedelta(days=int(number))
        return _dated(day, day.year)
    if isinstance(number, float) and not number.is_integer():
        return _from_text(repr(number), year)
    return _from_text(str(int(number)), year)


def _from_text(text, year):
    for candidate in _trimmed(text):
        found = _single(candidate, year) or _span(candidate, year)
        if found:
            return found
    for rhythm, kind in ((_MONTHLY, MONTHLY), (_QUARTERLY, QUARTERLY), (_ONGOING, ONGOING)):
        if rhythm.search(text):
            return _clause(text, year) or Deadline(None, kind)
    return _bad("")


def _trimmed(text):
    """The text, then without 预计, then word by word without 完成, 前: the 内 of 年内办结 belongs to the date."""
    yield text
    while text:
        shorter = _BEFORE.sub("", text)
        if shorter == text:
            shorter = _LAST_WORD.sub("", text)
        if shorter == text or not shorter:
            return
        text = shorter
        yield text


def _clause(text, year):
    """年底前完成，长期坚持: the day is what binds."""
    if _MONTHLY.search(text) or _QUARTERLY.search(text):
        return None
    for clause in re.split(r"[,，;；。、]|并(?=长期|持续|常态)", text):
        found = _single(_AFTER.sub("", _BEFORE.sub("", clause)), year) if clause else None
        if found and found.day:
            return found
    return None


def _span(text, year):
    """3月至9月, 2025年1月—6月, 3月1日-15日: the end counts and inherits what only the beginning says."""
    parts = next((p for span in _SPANS if len(p := span.split(text)) == 2), None)
    if parts is None:
        return None
    left, right = (_AFTER.sub("", _BEFORE.sub("", part)) for part in parts)
    start = re.match(_Y + r"(?:(?P<m>\d{1,2})月)?", left)
    dotted = re.match(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})", left)
    said = dotted or start
    own_year = _year_of(said, year)
    right = right.removesuffix("止").removesuffix("起")
    if re.fullmatch(r"\d{1,2}[日号]", right) and said["m"]:
        right = f"{said['m']}月{right}"
    elif dotted and re.fullmatch(r"\d{1,2}", right):
        right = f"{right}月"
    end = _single(right, own_year)
    if end and end.day and end.year_written is None:
        return replace(end, year_written=_written(said, year))
    return end


def _single(text, year):
    """One date, month, quarter, half or year; None where it is none of them."""
    for pattern in _FULL:
        if match := pattern.fullmatch(text):
            return _on_day(match, year)
    if match := _month_match(text):
        return _in_month(match, year)
    if match := _MONTH_DAY.fullmatch(text):
        return _on_day(match, year)
    if match := _FIRST_QUARTERS.fullmatch(text) or _QUARTER.fullmatch(text):
        return _in_quarter(match, year)
    if match := _HALF.fullmatch(text):
        return _month_end(match, year, 6 if match["half"] == "上半年" else 12, "half")
    if match := _YEAR_END.fullmatch(text) or _YEAR_ONLY.fullmatch(text):
        return _month_end(match, year, 12, "year")
    return None


def _month_match(text):
    for pattern in _MONTH:
        if match := pattern.fullmatch(text):
            return match
    return None


def _year_of(match, year):
    groups = match.groupdict()
    if written := groups.get("y") or groups.get("y_bare"):
        return int(written) + (2000 if len(written) == 2 else 0)
    shift = {"明": 1, "次": 1, "去": -1, "上": -1}.get((groups.get("y_word") or " ")[0], 0)
    return year + shift


def _written(match, year):
    groups = match.groupdict()
    return _year_of(match, year) if groups.get("y") or groups.get("y_bare") else None


def _on_day(match, year):
    in_year, month, day = _year_of(match, year), int(match["m"]), int(match["d"])
    if not 1 <= month <= 12:
        return _bad(f"没有{month}月")
    try:
        return _dated(datetime.date(in_year, month, day), _written(match, year))
    except ValueError:
        return _bad(f"{month}月没有{day}日")


def _in_month(match, year):
    month = int(match["m"])
    if not 1 <= month <= 12:
        return _bad(f"没有{month}月")
    day = _WHOLE_MONTH.get(match.groupdict().get("part") or "")
    if day is None:
        return _month_end(match, year, month)
    return _dated(datetime.date(_year_of(match, year), month, day), _written(match, year))


def _in_quarter(match, year):
    groups = match.groupdict()
    quarter = groups.get("q") or groups.get("q2") or ("1" if "首" in match.group() else None)
    return _month_end(match, year, int(quarter) * 3, "quarter") if quarter else None


def _month_end(match, year, month, precision="month"):
    in_year = _year_of(match, year)
    if not 1900 < in_year < 2200:
        return _bad(f"{in_year}年不像年份")
    day = datetime.date(in_year, month, calendar.monthrange(in_year, month)[1])
    return _dated(day, _written(match, year), precision)


def _dated(day, written, precision="day"):
    return Deadline(day, DATE, year_written=written, precision=precision)


def _bad(reason):
    return Deadline(None, NONE, "bad_date", reason)
