"""Names of the form's fields on a preview: each says which column, name, cell or row it means, and what was shown.

What was shown is part of the name, so that only what somebody changed counts, however old the page is.
"""

from hashlib import sha256

from zhaotong_portal.imports.deciding import Decisions

UNDECIDED = "?"


def typed_key(pk):
    """Where the session keeps what was typed and could not be stored, until the page shows it again."""
    return f"import_typed_{pk}"


def column_field(label, shown):
    return f"column|{shown}|{label}"


def name_field(text):
    return f"name|{text}"


def cell_field(place, shown):
    sheet, line, index = place
    return f"cell|{_print(shown)}|{line}|{index}|{sheet}"


def place_value(*numbers, sheet):
    """The value of a button about a row or a cell."""
    return "|".join([*map(str, numbers), sheet])


def decisions_of(post) -> Decisions:
    """What somebody changed on the page. Raises ValueError where a field was made up."""
    decisions = Decisions()
    for name in post:
        sort, _, rest = name.partition("|")
        if read := READERS.get(sort):
            read(decisions, rest, post[name])
    return decisions


def typed_in(post) -> dict:
    """{field: text} of what somebody changed, to be shown again where it could not be stored."""
    typed = {}
    for name in post:
        sort, _, rest = name.partition("|")
        if sort in ("column", "name", "cell"):
            decisions = Decisions()
            READERS[sort](decisions, rest, post[name])
            if decisions:
                typed[name] = post[name]
    return typed


def _column(decisions, rest, value):
    shown, _, label = rest.partition("|")
    if value not in (shown, UNDECIDED):
        decisions.columns[label] = value


def _name(decisions, text, value):
    if value:
        decisions.names[text] = int(value)


def _cell(decisions, rest, value):
    mark, line, index, sheet = rest.split("|", 3)
    text = one_kind_of_break(value)
    if _print(text) != mark:
        decisions.cells[sheet, int(line), int(index)] = text


def _forget(decisions, _, label):
    decisions.forgotten.append(label)


def _restore(decisions, _, value):
    line, index, sheet = value.split("|", 2)
    decisions.restored.append((sheet, int(line), int(index)))


def _join(decisions, _, value):
    row, key, sheet = value.split("|", 2)
    decisions.joins[sheet, int(row)] = key


def _part(decisions, _, value):
    row, sheet = value.split("|", 1)
    decisions.parted.append((sheet, int(row)))


READERS = {
    "column": _column, "name": _name, "cell": _cell, "forget": _forget, "restore": _restore, "join": _join,
    "part": _part,
}  # fmt: skip


def one_kind_of_break(text):
    """Browsers send \\r\\n for every line break."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _print(text):
    return sha256(one_kind_of_break(text).encode()).hexdigest()[:10]
