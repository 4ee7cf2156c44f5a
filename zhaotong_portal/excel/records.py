"""The plain form that a list ends as: records with typed values, and what the reader has to say."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from .cells.unit_names import UnitRef
from .headers import Column
from .messages import Message
from .text import as_text


class Cell(NamedTuple):
    """Where a value of a record came from."""

    field: str
    label: str
    index: int
    text: str  # as it stood in the sheet


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """How one table was understood: its header rows and what each column was taken for."""

    first_row: int  # as Excel counts
    last_row: int
    columns: tuple[Column, ...]
    records: int
    titles: tuple[str, ...] = ()  # the lines above it


@dataclass(frozen=True, slots=True)
class ParsedSheet:
    name: str
    tables: tuple[ParsedTable, ...]
    left_out: str = ""  # why it was not read: "no_header", "beside_the_lists", "other_kind"


class Record(NamedTuple):
    """One row of a list. A named tuple, not a dataclass: tens of thousands are made, at a third of the cost."""

    sheet: str
    row: int  # as Excel shows it; in a CSV counted from the header as 1
    unit: UnitRef | None
    co_units: tuple[UnitRef, ...]
    everyone: bool  # 各单位: stands for all units
    title: str | None
    key: str  # the title as it is compared: width, white space and punctuation ignored
    category: str | None
    deadline: datetime.date | None
    deadline_kind: str
    progress: int | None
    people: tuple[str, ...]
    values: dict  # what else its kind has: measures, lead, branch, source, closed …
    is_error: bool
    columns: tuple[Column, ...]
    source: list  # the row of the sheet, merged cells filled

    @property
    def cells(self):
        """The cells that fed a field, by the field's name."""
        return {
            c.field: Cell(c.field, c.label, c.index, as_text(self.source[c.index]))
            for c in self.columns
            if c.field
        }

    @property
    def co_unit_names(self):
        """As `import_checklist --json` prints them; "*" stands for all units."""
        return ["*"] if self.everyone else [unit.name for unit in self.co_units]


@dataclass(frozen=True, slots=True)
class ParsedWorkbook:
    filename: str
    kind: str
    year: int
    month: int | None  # for progress, where the file names one
    label: str  # 上半年, 补充, …; empty for the only list of its year
    sheets: tuple[ParsedSheet, ...]
    records: tuple[Record, ...]
    messages: tuple[Message, ...]

    @property
    def has_errors(self):
        return any(message.is_error for message in self.messages)
