"""What somebody told the reader about one file, beyond what stands in it: kept with the batch, asked at every reading.

The preview page, the background job, the command and the commit read a file with the same `Hints`, so that what was
looked at is what is written.
"""

from dataclasses import dataclass, field

from zhaotong_portal.period import Period


@dataclass(frozen=True)
class Choices:
    """Decisions made row by row or column by column on the preview page.

    `columns`: {label of a column: field, or "" to leave the column out}; `cells`: {(sheet, line, index): text} puts
    another text into a cell, `line` as Excel counts (1 is the first), `index` from 0; `joins`: {(sheet, row): key of
    the existing object that the row means}, the key being the importer's own. `was`: what stood in the cells of
    `cells`; `names`: [[a unit as the file writes it, the unit's name, where to take that back]].
    """

    columns: dict = field(default_factory=dict)
    cells: dict = field(default_factory=dict)
    joins: dict = field(default_factory=dict)
    was: dict = field(default_factory=dict)
    names: list = field(default_factory=list)

    @classmethod
    def from_json(cls, data):
        """From what `as_json` made: JSON knows no tuples as keys."""
        return cls(
            dict(data.get("columns", {})),
            _by_place(data.get("cells", ())),
            _by_place(data.get("joins", ())),
            _by_place(data.get("was", ())),
            [list(name) for name in data.get("names", ())],
        )

    def of_the_file(self):
        """What holds for the very same file handed in again; columns and names are remembered by themselves."""
        return Choices(cells=self.cells, joins=self.joins, was=self.was)

    def as_json(self):
        return {
            "columns": self.columns,
            "cells": _as_rows(self.cells),
            "joins": _as_rows(self.joins),
            "was": _as_rows(self.was),
            "names": self.names,
        }


def _by_place(rows):
    return {tuple(place): value for *place, value in rows}


def _as_rows(by_place):
    return [[*place, value] for place, value in by_place.items()]


@dataclass(frozen=True)
class Hints:
    """How to read a file: kind, year and month where the file does not say them, and the choices made since."""

    kind: str = ""
    year: int | None = None
    month: Period | None = None
    choices: Choices = field(default_factory=Choices)

    @classmethod
    def of(cls, batch):
        return cls(batch.kind, batch.year, batch.period, Choices.from_json(batch.choices))


NO_HINTS = Hints()
