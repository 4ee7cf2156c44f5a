"""Bank cards: sixteen to nineteen digits of a known issuer's range that pass Luhn's check."""

import re

from zhaotong_portal.gate.digits import is_amount, is_serial, numbers, touches_letters

# UnionPay, older domestic ranges, Visa, Mastercard, JCB. A credit code of digits begins with 1, 5 or 9 and has 18.
_ISSUERS = re.compile(r"62|60|4|5[1-5]|2[2-7]|35|9558|9559|9111")
LENGTHS = (16, 17, 18, 19)
_OFTEN_A_CODE = re.compile(r"[1259]")


def bank_cards(text):
    """(start, end) of each, in a text made plain; sixteen digits of nineteen are no card of their own."""
    end = 0
    for number in sorted(numbers(text, LENGTHS), key=lambda number: (number.start, -number.end)):
        if (
            number.start >= end
            and _ISSUERS.match(number.digits)
            and not (len(number.digits) == 18 and _OFTEN_A_CODE.match(number.digits))
            and _is_written_as_card(number)
            and passes_luhn(number.digits)
            and not touches_letters(text, number.start, number.end)
            and not is_serial(text, number.start)
            and not is_amount(text, number.start, number.end)
        ):
            end = number.end
            yield number.start, number.end


def _is_written_as_card(number):
    if number.across_lines or number.has_dot:
        return False
    shape = number.shape
    return (
        len(shape) == 1 or set(shape[:-1]) == {4} and shape[-1] <= 4 or shape in ((6, 10), (6, 13))
    )


def passes_luhn(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
