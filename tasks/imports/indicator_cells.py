"""What a list's cell puts into a cell of the month's grid."""

import re

from tasks.entries import NEEDS_REASON, EntryErrors, read_value, value_text
from tasks.models import IndicatorValue
from zhaotong_portal.excel.cells.quantity import Quantity, read_quantity

_WITH_REASON = re.compile(r"(不适用|免报)\s*[(（:：]\s*(.+?)\s*[)）]?")


def typed(values, quantity, stored) -> tuple[str, str]:
    """(text, reason) as they would be typed: 12 for 12次, 不适用 with the reason that stands behind it or in its column.

    A reason that the list does not repeat stays; a note beside a number is no reason for anything.
    """
    text, reason = values["value"], values.get("reason") or ""
    if match := _WITH_REASON.fullmatch(text):
        return match[1], match[2]
    if not reason and stored and value_text(stored) == text:
        return text, stored.reason
    try:
        entry = read_value(text, quantity, reason)
    except EntryErrors:
        number = _without_measure(text)
        return (number, "") if number else (text, reason)
    return text, reason if entry.state in NEEDS_REASON else ""


def _without_measure(text):
    """12次 and 1,200 are numbers; 600余 and 80% are none that a unit may report."""
    number = read_quantity(text)
    if isinstance(number, Quantity) and not number.approximate and "%" not in text:
        return f"{number.value:f}"
    return ""


def changes_of(stored, entry) -> dict:
    """{label: [old, new]} for the preview."""
    new = IndicatorValue(state=entry.state, value=entry.value)
    pairs = {
        "数值": [value_text(stored), value_text(new)],
        "说明": [stored.reason if stored else "", entry.reason],
    }
    return {label: pair for label, pair in pairs.items() if pair[0] != pair[1]}


def plain(value):
    """As JSON keeps it."""
    return None if value is None else str(value)
