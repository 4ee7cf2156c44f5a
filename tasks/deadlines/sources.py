"""Where the calendar's entries come from. An app registers a ledger; a higher app adds its own (design §1).

A `Ledger` is a table of rows with a day. All ledgers together are one query, however many there are; what follows from
the clock and needs no table is a `Computed`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model, Q, QuerySet


@dataclass(frozen=True)
class Shift:
    """One thing that moves with a deadline: what, from when, to when; `note` says why or what to mind."""

    label: str
    old: date | None
    new: date | None
    note: str = ""

    @property
    def days(self) -> int:
        return (self.new - self.old).days if self.old and self.new else 0


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """`rows(user)`: what this person may see. `day`, `title` are lookups or expressions of it.

    `unit` is the lookup of the unit (empty where it belongs to none), `several` where a row has several units.
    `open` says which rows still wait. `shifts(row, old, new)`: what moves with the row's day.
    """

    kind: str
    label: str
    model: type[Model]
    rows: Callable[[object], QuerySet]
    day: object
    title: object
    unit: str = ""
    several: bool = False
    open: Q = field(default_factory=Q)
    shifts: Callable[[Model, date, date], Iterable[Shift]] | None = None
    order: int = 100


@dataclass(frozen=True)
class Entry:
    """One line of the calendar. `count` > 1 stands for several of a kind on a day."""

    day: date
    kind: str
    title: str
    url: str = ""
    unit: str = ""
    is_open: bool = True
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Computed:
    """Entries that follow from settings or from few rows: `entries(user, first, last)`, at most one query."""

    kind: str
    label: str
    entries: Callable[[object, date, date], Iterable[Entry]]
    order: int = 100


_ledgers: dict[str, Ledger] = {}
_computed: dict[str, Computed] = {}


def register(source: Ledger | Computed):
    (_ledgers if isinstance(source, Ledger) else _computed)[source.kind] = source
    return source


def ledgers() -> list[Ledger]:
    return sorted(_ledgers.values(), key=lambda source: (source.order, source.kind))


def ledger(kind: str) -> Ledger | None:
    return _ledgers.get(kind)


def computed() -> list[Computed]:
    return sorted(_computed.values(), key=lambda source: (source.order, source.kind))


def kinds() -> list[tuple[str, str]]:
    """[(code, label)] of all, in order."""
    both = sorted([*ledgers(), *computed()], key=lambda source: (source.order, source.kind))
    return [(source.kind, source.label) for source in both]


def label_of(kind: str) -> str:
    return dict(kinds()).get(kind, kind)
