"""The words in which a kind of list is declared: its fields, and what tells it from other kinds."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. It takes the first column whose family (`families.py`) stands first in its list, or
    whose label is the field's own; families are listed from the most telling to the weakest.

    `reader` names how a cell is read: line, paragraph, flag, count, names, people, percent, category, lead, unit,
    co_units, deadline; quantity (a `Quantity` or None; else `bad_number`), date, month (its first day), year
    (`bad_day`, `bad_month`, `bad_year`).
    """

    name: str
    label: str
    families: tuple[str, ...]
    reader: str = "line"


@dataclass(frozen=True, slots=True)
class Matrix:
    """A list may also come as a grid: units down, indicators across; or indicators down, months across.

    `recogniser(directory)` is asked once a file and gives a function: label of a column -> what the column says of
    its cells, {field: value}, or None where it is no data column. {"title": "党员数"} names the indicator,
    {"unit": UnitRef} the unit (`directory.resolve(label)`), {"month": date(2025, 3, 1)} a further field. Below a
    group's label (党员数 above 1月, 2月) both labels are asked and their answers joined.

    Each cell that says something becomes a record like that of a long list: `record.title`, `record.unit` or
    `record.values[field]` from the column, `record.values[value]` from the cell (read by that field's reader), the
    rest from the row; all with the sheet and row of the cell. Counts are then of cells. A list that has a column for
    the field `value` is long and is read as such.
    """

    recogniser: Callable[[object], Callable[[str], dict | None]]
    value: str = "value"
    rows: str = "unit"  # the field that names a row where no column holds the title


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list. An app that brings one declares it and hands it to `register`."""

    code: str
    label: str
    title: Field
    fields: tuple[Field, ...]
    named_by: str  # words in titles, names of sheets and files that tell the kind
    # families of columns that tell it, with their weight
    shown_by: dict[str, int] = field(default_factory=dict)
    needs_unit: bool = True
    is_monthly: bool = False  # a list of one month, named in titles, sheet or file
    has_category: bool = False
    has_lead: bool = False
    # fields that tell rows apart besides unit and title: without them the later of two is `duplicate_row`
    identity: tuple[str, ...] = ()
    matrix: Matrix | None = None

    def field_named(self, name):
        return next((f for f in (self.title, *self.fields) if f.name == name), None)


def titles(names):
    """Families of titles, the most telling first: `titles("service item")`."""
    return tuple(f"title.{name}" for name in names.split())
