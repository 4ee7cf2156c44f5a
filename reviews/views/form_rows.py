"""Rows of a form that buttons of the form itself add, move and take away.

Such a button sends everything that was typed; the page comes back with the same words and one row more or less, nothing
stored and nothing found fault with. So a form with rows works without JavaScript.
"""

from django import forms

MOST_ROWS = 40
ADD, REMOVE, UP = "add", "remove", "up"


def reshaped(data, pressed, head, kinds) -> dict:
    """Everything typed, as it was typed, with the rows that the button `part-up-3` wants: initial values by prefix.

    `head`: the form above the rows; `kinds` {prefix: form of a row}.
    """
    initial = {"head": {name: data.get(name, "") for name in head.base_fields}}
    for prefix, form in kinds.items():
        initial[prefix] = _typed_rows(data, prefix, form)
    prefix, _, move = pressed.partition("-")
    action, _, number = move.partition("-")
    rows = initial.get(prefix) if prefix in kinds else None
    if rows is not None:
        _change(rows, action, _number(number))
    return initial


def _typed_rows(data, prefix, form):
    count = _number(data.get(f"{prefix}-TOTAL_FORMS", "")) or 0
    return [
        {
            name: data.getlist(f"{prefix}-{number}-{name}")
            if isinstance(field, forms.MultipleChoiceField)
            else data.get(f"{prefix}-{number}-{name}", "")
            for name, field in form.base_fields.items()
        }
        for number in range(min(count, MOST_ROWS))
    ]


def _number(text) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _change(rows, action, number):
    """A button that names no row changes nothing."""
    if action == ADD:
        if len(rows) < MOST_ROWS:
            rows.append({})
    elif number is None:
        return
    elif action == REMOVE and number < len(rows):
        del rows[number]
    elif action == UP and 0 < number < len(rows):
        rows[number - 1], rows[number] = rows[number], rows[number - 1]
