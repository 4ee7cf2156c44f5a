"""One register declared: what its list, form, filters and export are made of. Each app registers its own."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import Http404
from django.urls import reverse

from units.registers.cells import label_of


class Group:
    """Under which heading a register stands on the page 台账, in this order."""

    COMMITTEE, FRONT, COMPARED, HONOUR = "工委工作", "先锋力量", "对标争先", "荣誉和推广"
    ALL = (COMMITTEE, FRONT, COMPARED, HONOUR)


@dataclass(frozen=True)
class Reference:
    """A field that is written by name: `find(unit, text)` gives the row or raises ValidationError."""

    find: Callable
    hint: str = ""


@dataclass(frozen=True)
class Register:
    """`fields` in the order of the form; `columns` of the list beside the title and the unit, fields or properties.

    `committee_only`: the committee's own business, its entries are no unit's and no unit proposes one.
    `links`: foreign keys that the address of a list may name, as the page of a project does.
    `flags`: {parameter: (words, how it narrows)} of links that come from figures, such as 只看进位.
    `labels`: words of columns that are no fields, or that a field's own name would not say well.
    `names`: addresses of its own, where it is older than the shared pattern; `filterset` and `table`: its own list's
    filters and workbook, where a list that comes in again must look as it went out.
    """

    code: str
    name: str
    model: type
    group: str
    about: str
    fields: tuple
    columns: tuple
    filters: tuple = ()
    committee_only: bool = False
    links: tuple = ()
    flags: dict = field(default_factory=dict)
    labels: dict = field(default_factory=dict)
    references: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    filterset: type | None = None
    table: Callable | None = None
    order: int = 100

    @property
    def title(self):
        """The field that says what an entry is."""
        return self.model.TITLE

    @property
    def when(self):
        return self.model.WHEN

    def label(self, name):
        return self.labels.get(name) or label_of(self.model, name)

    def url(self, what="list", *args):
        """Of `list`, `new`, `entry`, `edit` or `move`."""
        if name := self.names.get(what):
            return reverse(name, args=args)
        name = "register" if what == "list" else f"register_{what}"
        return reverse(name, args=[self.code, *args])

    def may_read(self, user) -> bool:
        """rules.md §3: everybody but an inspector; what they find there is the entries' to say."""
        scope = user.scope
        return scope.reads_all or scope.works_in_unit

    def may_write(self, user) -> bool:
        return user.scope.role in ("staff", "administrator")

    def may_propose(self, user) -> bool:
        return user.scope.works_in_unit and not self.committee_only


_registers: dict[str, Register] = {}


def register(declared: Register) -> Register:
    _registers[declared.code] = declared
    return declared


def registers() -> list[Register]:
    place = {group: number for number, group in enumerate(Group.ALL)}
    return sorted(_registers.values(), key=lambda row: (place[row.group], row.order, row.code))


def register_of(model) -> Register:
    return next(row for row in _registers.values() if row.model is model)


def register_called(code) -> Register:
    """The register of an address; there is none for a word that nobody declared."""
    try:
        return _registers[code]
    except KeyError as error:
        raise Http404 from error
