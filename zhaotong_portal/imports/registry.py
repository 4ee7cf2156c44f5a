"""Which app plans and writes which kind of list, and who knows the units. Filled in `AppConfig.ready`."""

from collections.abc import Callable
from typing import Protocol

from zhaotong_portal.excel import ParsedWorkbook, UnitDirectory
from zhaotong_portal.imports.plan import Plan


class Importer(Protocol):
    """One kind of list. `plan` reads what exists at once and writes nothing; `commit` writes in bulk.

    `commit` runs in the caller's transaction and returns what `undo` needs (plain data); `undo` raises
    `CannotUndo` when something was built on the batch.
    """

    kind: str
    label: str

    def plan(self, parsed: ParsedWorkbook) -> Plan: ...

    def commit(self, plan: Plan, batch, actor) -> dict: ...

    def undo(self, batch, actor) -> None: ...


_importers: dict[str, Callable[[], Importer]] = {}
_directory: list[Callable[[], UnitDirectory]] = []
_short_names: list[Callable[[set[str]], dict[str, str]]] = []


def register(importer: Callable[[], Importer]):
    """`importer` makes a new one for each import: it may keep what it read between planning and writing."""
    _importers[importer.kind] = importer


def importer_for(kind: str) -> Importer | None:
    make = _importers.get(kind)
    return make and make()


def kinds() -> list[tuple[str, str]]:
    """(code, label) of every kind that can be imported."""
    return [(importer.kind, importer.label) for importer in _importers.values()]


def register_directory(provider: Callable[[], UnitDirectory], short_names):
    """The app that knows the units offers them by name, and their short names by the full ones."""
    _directory[:] = [provider]
    _short_names[:] = [short_names]


def unit_directory() -> UnitDirectory:
    return _directory[0]()


def short_names(names: set[str]) -> dict[str, str]:
    return _short_names[0](names)
