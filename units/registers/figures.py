"""What figures count of a register: entries on record, by unit and by year, with the address of exactly those rows.

Each app declares its own in `<app>/register_figures.py`. Nothing here is stored: a few hundred rows are counted.
"""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from units.registers.register import Register


@dataclass(frozen=True)
class RegisterFigure:
    """`narrowed`: conditions of the queryset; `query`: the same in the list's address.

    `units`: how many units have any, each counted once. `method`: a named query of the register, such as `advanced`.
    `stock`: what holds on the last day; nothing is summed over years.
    """

    code: str
    name: str
    register: Register
    narrowed: dict = field(default_factory=dict)
    query: dict = field(default_factory=dict)
    method: str = ""
    units: bool = False
    stock: bool = False

    def rows(self, since=None, until=None):
        """Entries on record of the days from `since` to `until`; of a stock those that hold on `until`."""
        found = self.register.model.objects.confirmed().filter(**self.narrowed)
        if self.method:
            found = getattr(found, self.method)()
        if self.stock:
            return found.in_force(until or timezone.localdate())
        return found.between(since, until)

    def count(self, since=None, until=None) -> int:
        rows = self.rows(since, until).order_by()
        return rows.aggregate(n=Count("unit", distinct=True))["n"] if self.units else rows.count()

    def by_unit(self, since=None, until=None) -> dict:
        """{unit's key: how many entries}"""
        rows = self.rows(since, until).order_by()
        return dict(rows.values_list("unit").annotate(n=Count("pk")))

    def by_unit_and_month(self, since=None, until=None) -> dict:
        """{(unit's key, first of the month): how many entries}; of a register that goes by years, January stands for it."""
        rows, when = self.rows(since, until).order_by(), self.register.when
        if when == "year":
            years = rows.values_list("unit", "year").annotate(n=Count("pk"))
            return {(unit, date(year, 1, 1)): n for unit, year, n in years}
        months = rows.values_list("unit", TruncMonth(when)).annotate(n=Count("pk"))
        return {(unit, month): n for unit, month, n in months}

    def by_year(self, since=None, until=None) -> dict:
        """{year: figure}; one query. A stock has no years."""
        when = self.register.when
        year = when if when == "year" else f"{when}__year"
        counted = Count("unit", distinct=True) if self.units else Count("pk")
        rows = self.rows(since, until).order_by()
        return dict(rows.values_list(year).annotate(n=counted))

    def href(self, since=None, until=None) -> str:
        """The list that shows exactly the rows."""
        days = (
            {"on": until or timezone.localdate()}
            if self.stock
            else {"since": since, "until": until}
        )
        query = {"state": "confirmed", **self.query}
        query |= {name: day.isoformat() for name, day in days.items() if day}
        return f"{self.register.url()}?{urlencode(query)}"


_figures: dict[str, RegisterFigure] = {}


def register_figure(figure: RegisterFigure):
    _figures[figure.code] = figure


def figure_called(code) -> RegisterFigure:
    return _figures[code]


def figures() -> list[RegisterFigure]:
    return list(_figures.values())
