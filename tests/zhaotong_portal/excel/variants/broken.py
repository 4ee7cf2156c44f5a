"""A workbook of a layout family with mess in it: cells of records overwritten, merged or emptied, a column of junk."""

import io

import openpyxl

from .content import a_name
from .paint import variant

JUNK = ["#REF!", "=1+1", "？？？", "   ", "\u200b", "99999999999", "-", "\n\n", "a" * 4000, 1e300, True, "见附件", "同上", "'"]  # fmt: skip


def broken(rng, family, seed):
    """(content, name of the file, places of records whose titles are still what they were)."""
    made = variant(family, seed)
    if made.content[:2] != b"PK":
        return _broken_text(rng, made), "清单.csv", []
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    titles = {(e.sheet, e.row): e.fields["title"] for e in made.records}
    spoilt = set()
    for sheet in book.worksheets:
        rows = [row for name, row in titles if name == sheet.title]
        for _ in range(rng.randint(0, 6)):
            if rows:
                spoilt |= _break(rng, sheet, rng.choice(rows))
        if rng.random() < 0.2:
            column = sheet.max_column + 1
            for row in rng.sample(range(1, sheet.max_row + 1), min(5, sheet.max_row)):
                sheet.cell(row, column).value = a_name(rng)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), f"{family}.xlsx", [place for place in titles if place not in spoilt]


def _break(rng, sheet, row):
    """Breaks one cell; gives the rows that may no longer be records because of it."""
    column = rng.randint(1, sheet.max_column)
    cell = sheet.cell(row, column)
    if isinstance(cell, openpyxl.cell.cell.MergedCell):
        return set()
    if rng.random() < 0.2 and not any(
        row in range(m.min_row, m.max_row + 1) for m in sheet.merged_cells.ranges
    ):
        right = min(column + 2, sheet.max_column)
        sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=right)
    else:
        cell.value = rng.choice(JUNK)
    return {(sheet.title, row), (sheet.title, row + 1)}


def _broken_text(rng, made):
    """Bytes left out, doubled or turned somewhere in the file."""
    content = bytearray(made.content)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(content))
        content[at : at + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3)).replace(b"\0", b"?")
    return bytes(content)
