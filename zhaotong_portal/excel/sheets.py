"""The plain form that every file becomes first: named grids of values with their merged ranges."""

from dataclasses import dataclass, field

EMPTY = ("", None)


@dataclass(slots=True)
class Sheet:
    """A visible sheet. `rows` start at the sheet's first row, all of one width; "" is an empty cell."""

    name: str
    rows: list
    merges: list = field(
        default_factory=list
    )  # (first row, first column, last row, last column), from 0
    is_delimited: bool = False  # a CSV: rows are counted from its header

    @property
    def width(self):
        return len(self.rows[0]) if self.rows else 0

    def own(self, row):
        """The columns of a row that hold something."""
        return [
            c
            for c, value in enumerate(self.rows[row])
            if value not in EMPTY and not is_blank(value)
        ]

    def fill_down(self, first, last):
        """Give a merged cell's value to each row of `first`..`last` that it covers."""
        for top, column, bottom, _ in self.merges:
            if bottom > top and first <= bottom and top <= last and column < self.width:
                value = self.rows[top][column]
                for row in range(max(top + 1, first), min(bottom, last, len(self.rows) - 1) + 1):
                    self.rows[row][column] = value


def is_blank(value):
    return isinstance(value, str) and not value.strip(" \t\r\n\u3000\u00a0\u200b\ufeff")


def correct_cells(sheets, cells):
    """Texts that somebody put in place of what stands in a cell: {(sheet, line, index): text}.

    A cell inside a merged one stands alone from then on: its neighbours keep the merged value.
    """
    named = {sheet.name: sheet for sheet in sheets}
    for (name, line, index), text in cells.items():
        sheet = named.get(name)
        if sheet is None or not 1 <= line <= len(sheet.rows) or not 0 <= index < sheet.width:
            continue
        for merge in [m for m in sheet.merges if _covers(m, line - 1, index)]:
            _dissolve(sheet, merge)
        sheet.rows[line - 1][index] = text


def _covers(merge, row, column):
    top, left, bottom, right = merge
    return top <= row <= bottom and left <= column <= right


def _dissolve(sheet, merge):
    top, left, bottom, _ = merge
    value = sheet.rows[top][left]
    for row in range(top, min(bottom, len(sheet.rows) - 1) + 1):
        sheet.rows[row][left] = value
    sheet.merges.remove(merge)
