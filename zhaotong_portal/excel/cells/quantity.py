"""Quantities as offices round them: 3万, 600余, 1.2万人次, 约30余, 2100多万元, 96.8%."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from ..text import compact, one_line
from .fault import Fault
from .numerals import with_digits

BAD = Fault("bad_number")
LARGEST = Decimal(10) ** 15  # beyond that a spreadsheet's own numbers are no longer exact
_NOTHING = re.compile(r"[-‐-―－/\\_~.…·]*|无|空|未统计|暂无(数据)?|不详|不涉及|n/?a", re.I)
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_MAGNITUDES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
# What is counted: 人次, 平方米, kg; a year, a month or a day is no quantity.
_COUNTED = r"(?![年月日号])(?:[\u4e00-\u9fff]{1,4}|[a-zA-Z]{1,3}|m2|m3)?"
_ABOUT_BEFORE = "约|大约|近|将近|逾|超过?|至少|不少于|不低于|达?到?近"
_ABOUT_AFTER = "余|多|几|来|左右|以上|上下"
_BEFORE = rf"(?P<before>(?:{_ABOUT_BEFORE}|累计|共计?|合计|总计|达到?|为|已|实现|完成|:)*)"
_QUANTITY = re.compile(
    rf"{_BEFORE}(?P<sign>[-+]?)(?P<number>\d+(?:\.\d+)?|\.\d+)(?P<inner>[十百千万亿]?)"
    rf"(?P<more>(?:{_ABOUT_AFTER})?)(?P<outer>[万亿]?)(?P<after>(?:{_ABOUT_AFTER})?)"
    rf"(?P<share>[%﹪‰]?)(?P<counted>{_COUNTED}?)(?P<tail>(?:左右|以上|上下)?)[。.]?"
)
_ABOUT = re.compile(_ABOUT_BEFORE)
_SUM = re.compile(r"(?P<high>\d+)(?P<of>[万千])(?P<low>\d+)(?P<unit>[千百]?)")  # 1万2千, 1万2000
_SPOKEN_SHARE = re.compile(r"百分之(.+)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and whether the cell rounds it; `text` is what stood there, for showing it as it was said."""

    value: Decimal
    approximate: bool
    text: str


def read_quantity(value):
    """A Quantity, None where the cell is empty or says 无, a Fault where it holds something else."""
    if isinstance(value, bool):
        return BAD
    if isinstance(value, (int, float)):
        return _of_number(value)
    text = compact(value)
    if _NOTHING.fullmatch(text):
        return None
    plain = _THOUSANDS.sub("", text).replace("−", "-")
    if spoken := _SPOKEN_SHARE.fullmatch(plain):
        plain = spoken[1] + "%"
    for candidate in (plain, _in_digits(plain)):
        if match := _QUANTITY.fullmatch(_SUM.sub(_summed, candidate)):
            return _of_match(match, one_line(value))
    return BAD


def _summed(match):
    low = int(match["low"]) * _MAGNITUDES.get(match["unit"], 1)
    high = int(match["high"]) * _MAGNITUDES[match["of"]]
    return str(high + low) if low < _MAGNITUDES[match["of"]] else match.group()


def _of_number(number):
    if not math.isfinite(number) or abs(number) > LARGEST:
        return BAD
    value = Decimal(repr(number))
    if value == value.to_integral_value():
        value = Decimal(int(value))
    return Quantity(value, False, format(value, "f"))


def _of_match(match, text):
    value = Decimal(match["number"])
    for magnitude in (match["inner"], match["outer"]):
        value *= _MAGNITUDES.get(magnitude, 1)
    if match["sign"] == "-":
        value = -value
    if match["share"] == "‰":
        value /= 10
    approximate = bool(
        _ABOUT.search(match["before"]) or match["more"] or match["after"] or match["tail"]
    )
    if abs(value) > LARGEST:
        return BAD
    if value == value.to_integral_value():
        value = value.quantize(Decimal(1))
    return Quantity(value, approximate, text)


def _in_digits(text):
    """六百余 as 600余; 三十多万 keeps its 万."""
    return "".join(
        part if part in "万亿" else with_digits(part)
        for part in re.split(r"([万亿])", text)
        if part
    )
