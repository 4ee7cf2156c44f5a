"""The evidence of a unit's year as plain data: sections of tables whose figures lead to their rows.

Where the secretary changed, each table has a line for each one's time in office and one for the whole year.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from reviews.assessment.figure import share
from reviews.assessment.secretaries import Tenure
from units.models import Unit
from zhaotong_portal.wording import NOTHING


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    """`holder`: in whose time; empty where one person held the office all the time."""

    label: str
    holder: str
    cells: tuple[Cell, ...]
    is_whole: bool = True


@dataclass(frozen=True)
class Table:
    """`measures` are the heads after the label's; `of` names what the lines are (empty: lines without a label)."""

    title: str
    of: str
    measures: tuple[str, ...]
    lines: tuple[Line, ...]
    has_holders: bool = False
    is_of_numbers: bool = True

    @property
    def rows(self) -> list[tuple[Line, list]]:
        """[(line, [(measure, cell)])], as a page reads them."""
        return [(line, list(zip(self.measures, line.cells, strict=True))) for line in self.lines]

    @property
    def texts(self) -> list[list[str]]:
        """The lines as plain text, for paper and workbook."""
        return [
            [*([line.label] if self.of else []), *([line.holder] if self.has_holders else [])]
            + [cell.text for cell in line.cells]
            for line in self.lines
        ]

    @property
    def number_head(self) -> list:
        """For a table on a page: numbers stand below the right end of their heads."""
        said = len(self.head) - len(self.measures)
        numbers = [{"label": measure, "num": True} for measure in self.measures]
        return [*self.head[:said], *numbers]

    @property
    def head(self) -> list[str]:
        return [*([self.of] if self.of else []), *(["在任"] if self.has_holders else []), *self.measures]  # fmt: skip


@dataclass(frozen=True)
class Section:
    """`sentences` stand before the tables; `empty` is said where there is nothing at all."""

    key: str
    title: str
    tables: tuple[Table, ...] = ()
    sentences: tuple[str, ...] = ()
    note: str = ""
    empty: str = "本年度没有。"


@dataclass(frozen=True)
class Holder:
    """A part of the year: one secretary's time, or all of it."""

    label: str
    since: date
    until: date
    last: date
    is_whole: bool = False

    def has_day(self, day) -> bool:
        """What has no day belongs to the whole year alone."""
        return self.is_whole or (day is not None and self.since <= day <= self.until)

    def has_month(self, period) -> bool:
        """A month is whose it is on its last day; the running one, today."""
        return self.is_whole or self.since <= min(period.last_day, self.last) <= self.until


@dataclass(frozen=True)
class EvidencePack:
    unit: Unit
    year: int
    since: date
    until: date
    tenures: list[Tenure]
    sections: list[Section] = field(default_factory=list)


@dataclass(frozen=True)
class Span:
    """What each section is made from."""

    unit: Unit
    year: int
    since: date
    until: date
    holders: tuple[Holder, ...]

    @property
    def is_split(self) -> bool:
        return len(self.holders) > 1

    def table(self, title, of, measures, rows, of_holder, cells: Callable) -> Table:
        """`rows` {label: rows}; `of_holder(holder, row)`; `cells(rows, label, is_whole)` gives a line's cells."""
        lines = []
        for label, mine in rows.items():
            for holder in self.holders:
                held = [row for row in mine if of_holder(holder, row)]
                texts = cells(held, label, holder.is_whole)
                lines.append(
                    Line(label, holder.label if self.is_split else "", texts, holder.is_whole)
                )
        return Table(title, of, measures, tuple(lines), self.is_split)

    def listing(self, title, head, rows, day_of, cells) -> Table:
        """Rows one by one; with the names of who was in office on each one's day where that changed."""
        names = ("在任",) if self.is_split else ()
        lines = []
        for row in rows:
            there = [each.label for each in self.holders if not each.is_whole and each.has_day(day_of(row))]  # fmt: skip
            more = (Cell("、".join(there) or NOTHING),) if self.is_split else ()
            lines.append(Line("", "", (*cells(row), *more)))
        return Table(title, "", (*head, *names), tuple(lines), is_of_numbers=False)


def count(number, url="") -> Cell:
    """A figure that leads to its rows; of none there is nothing to see."""
    return Cell(str(number), url if number else "")


def percentage(counted, n, url="") -> Cell:
    """The same share that the score takes; nothing where there is nothing to judge by."""
    value = share(counted, n)
    return Cell(NOTHING if value is None else f"{value}%", url if n else "")
