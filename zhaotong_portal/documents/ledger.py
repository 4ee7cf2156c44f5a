"""台账 as plain data: titled parts of sentences and tables, with lines to sign at the end.

Word (`ledger_word.py`) and the browser (templates/components/ledger.html) draw the same object.
"""

import dataclasses

from zhaotong_portal.documents.paper import clean_lines, heading_number, one_line

_KEPT_WHOLE_LINES = 12
_CHARACTERS_A_ROW = 40  # of 五号, over the whole text block


@dataclasses.dataclass(frozen=True)
class Table:
    """`widths` are shares of the text block, one a column; a cell may hold several lines."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    caption: str = ""

    def __post_init__(self):
        count = len(self.head)
        widths = tuple(self.widths) or (1,) * count
        if len(widths) != count or any(len(row) != count for row in self.rows):
            raise ValueError("A table has as many cells and widths as heads")
        object.__setattr__(self, "head", tuple(one_line(text) for text in self.head))
        object.__setattr__(self, "widths", widths)
        object.__setattr__(self, "caption", one_line(self.caption))
        rows = tuple(tuple("\n".join(clean_lines(cell)) for cell in row) for row in self.rows)
        object.__setattr__(self, "rows", rows)

    @property
    def shares(self) -> tuple[int, ...]:
        """Widths in percent, 100 together: what is left by rounding goes to the widest."""
        whole = sum(self.widths)
        shares = [width * 100 // whole for width in self.widths]
        shares[shares.index(max(shares))] += 100 - sum(shares)
        return tuple(shares)

    @property
    def columns(self):
        return tuple(zip(self.head, self.shares, strict=True))

    @property
    def drawn_rows(self):
        """(cells, whether the row is so high that it runs on over the page's end instead of leaving half a page white)."""
        return tuple((row, self._height(row) > _KEPT_WHOLE_LINES) for row in self.rows)

    def _height(self, row) -> int:
        """Lines of the highest cell, roughly."""
        return max(
            sum(1 + len(line) * 100 // (share * _CHARACTERS_A_ROW) for line in cell.splitlines())
            for cell, share in zip(row, self.shares, strict=True)
        )


@dataclasses.dataclass(frozen=True)
class Part:
    """一、 and what stands below it; sentences before tables. `empty` is said where there is neither."""

    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    empty: str = "无。"

    def __post_init__(self):
        object.__setattr__(self, "title", one_line(self.title))
        lines = tuple(line for text in self.sentences for line in clean_lines(text))
        object.__setattr__(self, "tables", tuple(table for table in self.tables if table.rows))
        if not lines and not self.tables:
            lines = (self.empty,)
        object.__setattr__(self, "sentences", lines)


@dataclasses.dataclass(frozen=True)
class LedgerPaper:
    """`facts` are the lines below the title; `signatures` the lines that are signed by hand."""

    title: str
    facts: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    signatures: tuple[str, ...] = ()
    author: str = ""
    is_draft: bool = False
    is_demo: bool = False

    def __post_init__(self):
        object.__setattr__(self, "title", one_line(self.title))
        for name in ("facts", "signatures"):
            lines = (one_line(text) for text in getattr(self, name))
            object.__setattr__(self, name, tuple(line for line in lines if line))

    @property
    def mark(self) -> str:
        """On every page."""
        return " · ".join(["演示数据"] * self.is_demo + ["草稿"] * self.is_draft)

    @property
    def numbered(self):
        return tuple((heading_number(1, n), part) for n, part in enumerate(self.parts, 1))
