"""What a ledger of the base declares; pages, exports and forms are made from it (units/views/ledger/)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from zhaotong_portal.exports.tables import streamed, table


@dataclass(frozen=True)
class Column:
    """`text(row)`: what people read. `note(row)`: a quiet second line. `badge(row)`: {label, tone} or None, in its stead.

    `value(row)`: what Excel gets (the text, where left out). `more` columns are exported and shown with one row only,
    `screen` columns are shown and never exported.
    """

    label: str
    text: Callable
    note: Callable | None = None
    badge: Callable | None = None
    value: Callable | None = None
    sort: str = ""
    num: bool = False
    more: bool = False
    screen: bool = False

    def cell(self, row):
        return {
            "label": self.label,
            "text": self.text(row),
            "note": self.note(row) if self.note else "",
            "badge": self.badge(row) if self.badge else None,
            "num": self.num,
        }

    def exported(self, row):
        return (self.value or self.text)(row)


@dataclass(frozen=True)
class Ledger:
    """`code` names it in addresses and exports (contact-points); `one` and `many` are the names of its addresses."""

    code: str
    name: str
    one: str
    many: str
    model: type
    columns: tuple
    filter: type
    form: type | None = None
    measure: str = "条"
    # What is entered, where it is called otherwise than the ledger: 登记任期.
    thing: str = ""
    verb: str = "登记"
    note: str = ""
    empty: str = "登记后会出现在这里。"
    sorts: dict = field(default_factory=dict)
    # The quick deed of a row on the list: (row, user) -> {label, url} or None.
    deed: Callable | None = None

    @property
    def entry(self):
        return self.thing or self.name

    @property
    def has_deeds(self):
        """For templates, which would call `deed`."""
        return self.deed is not None

    @property
    def shown(self):
        return [column for column in self.columns if not column.more]

    @property
    def exported(self):
        return [column for column in self.columns if not column.screen]

    def ordered(self, rows, sort):
        return rows.order_by(*self.sorts[sort], "pk") if sort in self.sorts else rows

    def table(self, rows, chips=()):
        """The list as rows of a workbook: units written out, every column."""
        header = ("单位", *(column.label for column in self.exported))
        return table(
            self.code, f"{self.name}台账", header, lambda: self._exported(rows), count=rows.count, chips=chips
        )  # fmt: skip

    def _exported(self, rows):
        for row in streamed(rows):
            yield (row.unit.name, *(column.exported(row) for column in self.exported))


def column(name, model, **more):
    """A column of a field under its own label."""
    label = str(model._meta.get_field(name).verbose_name)
    return Column(label, lambda row: getattr(row, name), **more)
