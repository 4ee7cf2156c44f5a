"""A sheet while it is written: cells, merges, what is hidden."""

from dataclasses import dataclass, field


@dataclass
class Page:
    name: str
    cells: dict = field(default_factory=dict)  # (row, column) from 0
    merges: list = field(default_factory=list)
    hidden_rows: set = field(default_factory=set)
    hidden_columns: set = field(default_factory=set)
    is_hidden: bool = False
    at: int = 0  # the next free row
    left: int = 0
    header_row: int | None = None  # of the first table

    def line(self, values, row=None, left=None):
        """Write a row; gives its number."""
        row = self.at if row is None else row
        for column, value in enumerate(values):
            if value is not None:
                self.cells[row, (self.left if left is None else left) + column] = value
        self.at = max(self.at, row + 1)
        return row

    def across(self, text, width, merged=True):
        row = self.line([text])
        if merged and width > 1:
            self.merges.append((row, self.left, row, self.left + width - 1))
        return row

    def merge(self, top, left, bottom, right):
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))

    @property
    def width(self):
        return max((c for _, c in self.cells), default=0) + 1

    @property
    def height(self):
        return max((r for r, _ in self.cells), default=0) + 1

    def rows(self):
        return [[self.cells.get((r, c)) for c in range(self.width)] for r in range(self.height)]
