"""Long numbers as people write them: digits in groups, parted by a blank, a dash or a dot."""

import re
from dataclasses import dataclass

RUN = re.compile(r"(?<![0-9])[0-9]+(?:[ \-.·]{1,2}[0-9]+|\n[0-9]+)*")
_GROUP = re.compile(r"[0-9]+")
SHORTEST = 11
# What stands before a number that is no number of a person.
_SERIAL_BEFORE = re.compile(
    r"(?:编号|序号|单号|流水号|订单号?|合同号?|文号|案号|凭证号?|发票号?码?|票据号?码?|项目代码|信用代码|机构代码|"
    r"统一代码|税号|识别号|批次号?|条码|设备号|资产号|校验码|受理号|登记号|备案号|许可证号?|证书号?|档号|件号|ISBN|№|"
    r"NO\.?|SN)[码为是]?[：:]?\s*$",
    re.IGNORECASE,
)
# What stands behind an amount.
_AMOUNT_BEHIND = re.compile(
    r"\s*(?:\.[0-9]+\s*)?(?:万|亿|千|百|元|块|%|‰|人次?|户|家|件|份|个|次|吨|公斤|千克|克|米|公里|亩|平方|立方|千瓦|度|"
    r"字节|[KMG]B\b)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """Some neighbouring groups of a run, read as one number."""

    digits: str
    start: int
    end: int
    shape: tuple  # lengths of the groups
    across_lines: bool
    has_dot: bool


def numbers(text, lengths):
    """Every way in which neighbouring groups of a run give a number of one of `lengths` digits."""
    most = max(lengths)
    for run in RUN.finditer(text):
        if run.end() - run.start() < SHORTEST:
            continue
        groups = [
            (match.group(), match.start(), match.end())
            for match in _GROUP.finditer(text, run.start(), run.end())
        ]
        for first in range(len(groups)):
            yield from _joined(text, groups, first, lengths, most)


def _joined(text, groups, first, lengths, most):
    digits, shape = "", ()
    start = groups[first][1]
    for piece, _, end in groups[first:]:
        digits, shape = digits + piece, (*shape, len(piece))
        if len(digits) > most:
            return
        if len(digits) in lengths:
            between = text[start:end]
            yield Number(digits, start, end, shape, "\n" in between, "." in between)


def is_serial(text, start):
    """Whether words before the number say that it numbers things, not people."""
    return bool(_SERIAL_BEFORE.search(text[max(0, start - 12) : start]))


def is_amount(text, start, end):
    before = text[max(0, start - 2) : start].rstrip()
    return before.endswith(("¥", "￥", "$")) or bool(_AMOUNT_BEHIND.match(text, end))


def touches_letters(text, start, end):
    """A part of a code such as MA6K1234567890123."""
    left, right = text[start - 1 : start], text[end : end + 1]
    return (left.isascii() and left.isalpha()) or (right.isascii() and right.isalpha())
