"""Progress in percent, from a number, a sign or a word."""

import math
import re
from dataclasses import dataclass

from ..text import compact
from .numerals import with_digits


@dataclass(frozen=True, slots=True)
class Percent:
    value: int | None
    fault: str | None = None
    is_bare_one: bool = False  # 1 is 100 % in a column of shares and 1 % in a column of percents


UNSAID = Percent(None)
BAD = Percent(None, "bad_percent")
_DONE = re.compile(
    r"(已|已经|全部|均|按期|按时|如期|提前|圆满|已全部|全面)*(完成|办结|完结|结束|销号|完工|办理完毕|整改到位)(率)?(了|并销号|任务|整改|销号)?[。.!]?"
)
_NOT_BEGUN = re.compile(
    r"(暂|尚|还|暂时)?(未|没有|没)(启动|开展|开始|实施|开工|动工|推进)[。.]?|待(启动|开展|实施)"
)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_SHARE_SIGN = re.compile(r"([-+−]?\d+(?:\.\d+)?)[%‰﹪]")
_SPOKEN = re.compile(r"百分之([百\d.零一二三四五六七八九十]+)")
_TENTHS = re.compile(r"([1-9])成([1-9半])?(?:左右|以上|多)?")
_LEAD = r"(?:已|约|大约|近|目前|总体|整体|累计|当前|现|共|完成|完成率|达到?|进度|进展|推进|推进到|比例|为|至|超过?|过|[::,，])*"
_SAID = re.compile(
    _LEAD
    + r"([-+−]?\d+(?:\.\d+)?)[%﹪]?(?:左右|以上|多|余|的?(?:进度|工程量|任务量?|工作量?))?(?:已?完成)?[。.]?"
)
_IN_PROSE = re.compile(r"(?:完成|进度|达到?|已?推进)[^,，。;；%\d]{0,10}?(-?\d+(?:\.\d+)?)%")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def read_percent(value):
    """What a cell says about progress; `fault` is `bad_percent` where it says nonsense."""
    if isinstance(value, bool):
        return UNSAID
    if isinstance(value, (int, float)):
        return _bare(float(value))
    text = re.sub(r"(?<=\d),(?=\d{3})", "", compact(value)).replace("﹪", "%").replace("−", "-")
    if not text or not re.search(r"\w|%", text):
        return UNSAID
    if _DONE.fullmatch(text):
        return Percent(100)
    if _NOT_BEGUN.fullmatch(text):
        return Percent(0)
    if _NUMBER.fullmatch(text):
        return _bare(float(text))
    return _from_text(text)


def _from_text(text):
    spoken = _SPOKEN.search(text)
    if spoken:
        text = text.replace(spoken.group(), with_digits(spoken.group(1)) + "%")
    if match := _TENTHS.fullmatch(with_digits(text)):
        return _within(int(match[1]) * 10 + (5 if match[2] == "半" else int(match[2] or 0)))
    if match := _SAID.fullmatch(text):
        return _within(float(match[1]))
    shares = _SHARE_SIGN.findall(text)
    if not _CHINESE.search(text):
        return BAD
    if not shares:
        return BAD if "%" in text else UNSAID
    said = _IN_PROSE.findall(text)
    if len(set(said)) == 1:
        return _within(float(said[0]))
    return _within(float(shares[0])) if len(shares) == 1 and len(text) <= 12 else UNSAID


def _bare(number):
    if not math.isfinite(number):
        return BAD
    if number == 1:
        return Percent(1, is_bare_one=True)
    return _within(number * 100 if 0 < number < 1 else number)


def _within(number):
    return Percent(math.floor(number + 0.5 + 1e-9)) if 0 <= number <= 100 else BAD


def is_share_column(values):
    """Whether the numbers of a column are all at most 1, so that a bare 1 means all of it."""
    for value in values:
        if isinstance(value, bool):
            continue
        if isinstance(value, str):
            text = compact(value)
            if not _NUMBER.fullmatch(text):
                continue
            value = float(text)
        if isinstance(value, (int, float)) and value > 1:
            return False
    return True
