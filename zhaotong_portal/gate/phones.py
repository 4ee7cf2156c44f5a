"""Mobile telephone numbers of eleven digits. Landlines (0870-…) and service numbers (12345) belong to offices."""

import re

from zhaotong_portal.gate.digits import is_amount, is_serial, numbers

_COUNTRY = re.compile(r"[+(]\s*86\)?[ \-]{0,2}$")
_NETWORK = re.compile(r"1[3-9]")
# How people part the digits; other groups are lists of figures.
_SHAPES = {
    (11,),
    (3, 4, 4),
    (3, 8),
    (7, 4),
    (4, 3, 4),
    (3, 3, 5),
    (4, 4, 3),
    (5, 6),
    (6, 5),
    (1,) * 11,
}
_LETTERS_BEFORE = re.compile(r"([A-Za-z]+)$")
_SAYS_PHONE = {"tel", "phone", "mobile", "mob", "cell", "wx", "vx", "wechat", "m", "t", "qq"}


def mobile_phones(text):
    """(start, end) of the eleven digits of each, in a text made plain; a code of the country stays as it is."""
    for number in numbers(text, (11, 13, 15)):
        digits, start, shape = number.digits, number.start, number.shape
        if len(digits) > 11:
            # +86 or 0086 written to the number without a blank; as a group of its own it needs nothing.
            code = "0086" if len(digits) == 15 else "86"
            if not digits.startswith(code) or shape[0] <= len(code):
                continue
            start, digits = start + len(code), digits[len(code) :]
            shape = (shape[0] - len(code), *shape[1:])
        if not _NETWORK.match(digits) or shape not in _SHAPES or number.across_lines:
            continue
        if number.has_dot and shape != (3, 4, 4):
            continue
        if _is_other(text, number, start):
            continue
        yield start, number.end


def _is_other(text, number, start):
    letters = _LETTERS_BEFORE.search(text[max(0, number.start - 8) : number.start])
    if letters and letters[1].lower() not in _SAYS_PHONE:
        return True
    behind = text[number.end : number.end + 1]
    if behind.isascii() and behind.isalnum():
        return True
    if _COUNTRY.search(text[max(0, start - 6) : start]):
        return False
    return is_serial(text, number.start) or is_amount(text, start, number.end)
