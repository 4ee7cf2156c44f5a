"""居民身份证号: eighteen digits with the check digit of GB 11643, fifteen of the first generation with a valid day."""

import re
from datetime import date

from zhaotong_portal.gate.digits import Number, is_amount, is_serial, numbers, touches_letters

_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_LAST_X = re.compile(r"[ \-.·]{0,2}[Xx](?![0-9A-Za-z])")
FIRST_YEAR = 1890
# How fifteen digits of a person are written; other groups are lists of figures.
_SHAPES_OF_15 = ((15,), (6, 6, 3), (6, 9), (12, 3))


def identity_numbers(text):
    """(start, end) of each, in a text made plain."""
    for number in numbers(text, (15, 17, 18)):
        if end := _end_of(text, number):
            yield number.start, end


def _end_of(text, number: Number):
    """Where the identity number ends that begins with these digits; None when it is none."""
    if touches_letters(text, number.start, number.start):
        return None
    if len(number.digits) == 17:
        last = _LAST_X.match(text, number.end)
        return last.end() if last and is_valid(number.digits + "X") else None
    if touches_letters(text, number.end, number.end):
        return None
    if len(number.digits) == 18:
        return number.end if is_valid(number.digits) else None
    return number.end if _is_of_the_first_generation(text, number) else None


def is_valid(number):
    """Province, birthday and check digit of eighteen places."""
    return bool(
        _PROVINCE.match(number)
        and _is_day(number[6:10], number[10:12], number[12:14])
        and check_digit(number) == number[17]
    )


def check_digit(number):
    return _CHECK[sum(w * int(d) for w, d in zip(_WEIGHTS, number, strict=False)) % 11]


def _is_of_the_first_generation(text, number):
    """No check digit: a number that words call a serial, or that is an amount, is none."""
    digits = number.digits
    return bool(
        number.shape in _SHAPES_OF_15
        and not number.across_lines
        and not number.has_dot
        and _PROVINCE.match(digits)
        and digits[2:6] != "0000"
        and _is_day("19" + digits[6:8], digits[8:10], digits[10:12])
        and not is_serial(text, number.start)
        and not is_amount(text, number.start, number.end)
    )


def _is_day(year, month, day):
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return False
    return date(FIRST_YEAR, 1, 1) <= found <= date.today()
