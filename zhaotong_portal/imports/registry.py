"""Which app plans and writes which kind of list, and who knows the units. Filled in `AppConfig.ready`."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from zhaotong_portal.excel import ParsedWorkbook, UnitDirectory
from zhaotong_portal.imports.plan import Plan


class Importer(Protocol):
    """One kind of list. `plan` reads what exists at once and writes nothing; `commit` writes in bulk.

    `joins` says of some rows which existing object they mean: {(sheet, row): key}, the key being the importer's own.
    `commit` runs in the caller's transaction and returns what `undo` needs (plain data); `undo` raises
    `CannotUndo` when something was built on the batch.
    """

    kind: str
    label: str

    def plan(self, parsed: ParsedWorkbook, joins: dict) -> Plan: ...

    def commit(self, plan: Plan, batch, actor) -> dict: ...

    def undo(self, batch, actor) -> None: ...


_importers: dict[str, Callable[[], Importer]] = {}
_units: dict[str, "UnitNames"] = {}
_after: dict[str, Callable] = {}


def register(importer: Callable[[], Importer]):
    """`importer` makes a new one for each import: it may keep what it read between planning and writing."""
    _importers[importer.kind] = importer


def importer_for(kind: str) -> Importer | None:
    make = _importers.get(kind)
    return make and make()


def kinds() -> list[tuple[str, str]]:
    """(code, label) of every kind that can be imported."""
    return [(importer.kind, importer.label) for importer in _importers.values()]


def register_after(kind: str, offer: Callable):
    """What the page of a committed batch offers next: `offer(batch)` gives a dictionary whose `template` shows it."""
    _after[kind] = offer


def offered_after(batch) -> dict | None:
    """For the administrator, once a batch of such a kind is committed."""
    offer = _after.get(batch.kind) if batch.state == "committed" else None
    return offer and offer(batch)


class LearntName(NamedTuple):
    """Another way to write a unit, and where that can be taken back."""

    text: str
    unit: str
    url: str


class UnitNames(Protocol):
    """What the app that knows the units tells of them; a module of these functions will do."""

    def unit_directory(self) -> UnitDirectory: ...

    def short_names(self, names: set[str]) -> dict[str, str]: ...

    def unit_choices(self) -> list[tuple[int, str, str]]: ...

    def learn_alias(self, text: str, unit_key: int, actor) -> LearntName: ...


def register_units(names: UnitNames):
    _units["names"] = names


def unit_directory() -> UnitDirectory:
    """Units by every name that lists give them."""
    return _units["names"].unit_directory()


def short_names(names: set[str]) -> dict[str, str]:
    """{full name: short name}."""
    return _units["names"].short_names(names)


def unit_choices() -> list[tuple[int, str, str]]:
    """(key, full name, short name) of every unit that a list may mean."""
    return _units["names"].unit_choices()


def learn_alias(text: str, unit_key: int, actor) -> LearntName:
    """From now on lists that write `text` mean this unit. Raises WorkflowError when another unit has the name."""
    return _units["names"].learn_alias(text, unit_key, actor)
