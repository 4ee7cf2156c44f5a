"""What a column is by its cells, where its label means nothing: 经办机构 full of units names the units.

Asked only of columns that nothing else explains and of fields that no other column feeds; each guess is said, so
that whoever imports the list can set it right. A column known by its ending alone is doubted where its cells speak
against it: 预算占比 in money is no progress.
"""

import re
from dataclasses import replace

from . import evidence
from .evidence import FEWEST, cells_of, share
from .families import label_of
from .text import compact
from .weak_families import WEAK, strong

SURE = 0.8  # of the filled cells
DOUBTFUL = 0.2  # fewer than these speak against the label
ENOUGH = 3  # cells that can do so
SHORTEST_TITLE = 5  # characters, on the average

_TESTS = (
    ("unit", evidence.is_unit, None),
    ("category", evidence.is_category, None),
    ("deadline", evidence.is_deadline, None),
    # Shares may be of anything and names of anybody: a word of the label has to point that way.
    ("progress", evidence.is_signed_share, re.compile(r"[进完推落办展]|程度")),
    ("people", evidence.is_people, re.compile(r"[办责管领负干抓盯包牵]|落实|牵头")),
    ("phone", evidence.is_phone, None),
)
_WEAK_TESTS = {
    "deadline": evidence.is_dated,
    "deadline.loose": evidence.is_dated,
    "unit": evidence.is_unit,
    "category": evidence.is_category,
    "progress": evidence.is_share,
}


def with_doubts(header, rows, directory):
    """The header without the families of columns that are known by their endings and hold something else."""
    columns = tuple(_doubted(c, header, rows, directory) for c in header.columns)
    return header if columns == header.columns else replace(header, columns=columns)


def _doubted(column, header, rows, directory):
    """The column with the family that its cells leave it."""
    if column.family is None and column.index == header.columns[0].index:
        is_serial = evidence.counts_rows(column, header, rows)
        return replace(column, family=f"serial{WEAK}") if is_serial else column
    return _without_contradiction(column, header, rows, directory)


def _without_contradiction(column, header, rows, directory):
    if column.family is None or not column.family.endswith(WEAK):
        return column
    if (
        strong(column.family) == "beneficiary"
        and share(cells_of(column, header, rows), evidence.is_category, directory) >= SURE
    ):
        return replace(column, family=f"category{WEAK}")  # 服务对象类型 with 基层, 群众, 企业 in it
    test = _WEAK_TESTS.get(strong(column.family))
    cells = cells_of(column, header, rows) if test else ()
    if len(cells) < ENOUGH or share(cells, test, directory) > DOUBTFUL:
        return column
    if strong(column.family) == "progress" and all(isinstance(cell, str) for cell in cells):
        return replace(column, family=f"progress.text{WEAK}")
    return replace(column, family=None)


def with_guesses(header, kind, mapped, rows, directory):
    """The header with fields given to columns whose cells leave no doubt; `Column.is_guessed` marks them."""
    open_columns = [
        c for c in header.columns
        if (c.family is None or c.family.endswith(WEAK)) and c.field is None and not c.says and label_of(c.label) not in mapped
    ]  # fmt: skip
    if not open_columns:
        return header
    fed = {c.field for c in header.columns} | {f for c in header.columns for f, _ in c.says}
    guessed = {}
    for name, test, pointing in _TESTS:
        if name in fed or kind.field_named(name) is None:
            continue
        index = _first(open_columns, guessed, header, rows, (test, pointing, directory))
        if index is not None:
            guessed[index] = name
    index = None if "title" in fed else _titles(open_columns, guessed, header, rows)
    if index is not None:
        guessed[index] = "title"
    if not guessed:
        return header
    return replace(header, columns=tuple(_guessed(c, guessed) for c in header.columns))


def _first(columns, guessed, header, rows, asked):
    """The first column whose cells pass the test."""
    test, pointing, directory = asked
    for column in columns:
        if column.index in guessed or (pointing and not pointing.search(column.label)):
            continue
        if share(cells_of(column, header, rows), test, directory) >= SURE:
            return column.index
    return None


def _guessed(column, guessed):
    name = guessed.get(column.index)
    return replace(column, field=name, is_guessed=True) if name else column


def _titles(columns, guessed, header, rows):
    """The first column of texts, each another: the subject of a list whose other columns are known."""
    for column in columns:
        cells = [compact(cell) for cell in cells_of(column, header, rows) if isinstance(cell, str)]
        if column.index in guessed or len(cells) < FEWEST or cells[0].isascii():
            continue
        length = sum(map(len, cells)) / len(cells)
        if length >= SHORTEST_TITLE and len(set(cells)) >= SURE * len(cells):
            return column.index
    return None
