"""Numbers as Chinese offices write them: 二〇二五, 十二, 3万, 600余, １２."""

import re

from ..text import compact

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_DIGITS.update(
    {
        "〇": 0,
        "○": 0,
        "Ｏ": 0,
        "◯": 0,
        "两": 2,
        "壹": 1,
        "贰": 2,
        "叁": 3,
        "肆": 4,
        "伍": 5,
        "陆": 6,
        "柒": 7,
        "捌": 8,
        "玖": 9,
    }
)
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_RUN = re.compile("[" + "".join(_DIGITS) + "".join(_TENS) + "廿卅]+")
_MAGNITUDES = {"": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_COUNT = re.compile(
    r"(?:约|近|超过?|逾|共|累计|达到?)*(\d+(?:\.\d+)?)(十|百|千|万|亿)?[余多来几]?(万|亿)?[余多]?"
    r"(?:以上|左右)?(?:人次|场次|[次期场名个项份人户家件元])?"
)


def _value_of(run):
    """二〇二五 is read digit by digit, 二十五 as a sum."""
    run = run.replace("廿", "二十").replace("卅", "三十")
    if not any(c in _TENS for c in run):
        return "".join(str(_DIGITS[c]) for c in run)
    total, digit = 0, None
    for c in run:
        if c in _TENS:
            total += (1 if digit is None else digit) * _TENS[c]
            digit = None
        else:
            digit = (digit or 0) * 10 + _DIGITS[c]
    return str(total + (digit or 0))


def with_digits(text):
    """The text with every run of Chinese numerals written in digits."""
    return _RUN.sub(lambda m: _value_of(m.group()), text)


def read_count(value):
    """A whole number, or None: 3万 is 30000, 600余 is 600, 1,200人次 is 1200."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return round(value)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", compact(value))
    match = _COUNT.fullmatch(text) or _COUNT.fullmatch(with_digits(text))
    if not match:
        return None
    number, inner, outer = match.groups()
    return round(float(number) * _MAGNITUDES[inner or ""] * _MAGNITUDES[outer or ""])
