"""What figures count of a register: entries on record, by unit and by year, with the address of exactly those rows.

Each app declares its own in `<app>/register_figures.py`. Nothing here is stored: a few hundred rows are counted.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count

from units.registers.register import Register


@dataclass(frozen=True)
class RegisterFigure:
    """`narrowed`: conditions of the queryset; `query`: the same in the list's address.

    `units`: how many units have any, each counted once. `method`: a named query of the register, such as `advanced`.
    """

    code: str
    name: str
    register: Register
    narrowed: dict = field(default_factory=dict)
    query: dict = field(default_factory=dict)
    method: str = ""
    units: bool = False

    def rows(self, since=None, until=None):
        """Entries on record of the days from `since` to `until`."""
        found = self.register.model.objects.confirmed().filter(**self.narrowed)
        if self.method:
            found = getattr(found, self.method)()
        return found.between(since, until)

    def count(self, since=None, until=None) -> int:
        rows = self.rows(since, until).order_by()
        return rows.aggregate(n=Count("unit", distinct=True))["n"] if self.units else rows.count()

    def by_unit(self, since=None, until=None) -> dict:
        """{unit's key: how many entries}"""
        rows = self.rows(since, until).order_by()
        return dict(rows.values_list("unit").annotate(n=Count("pk")))

    def by_year(self, since=None, until=None) -> dict:
        """{year: figure}; one query."""
        when = self.register.when
        year = when if when == "year" else f"{when}__year"
        counted = Count("unit", distinct=True) if self.units else Count("pk")
        rows = self.rows(since, until).order_by()
        return dict(rows.values_list(year).annotate(n=counted))

    def href(self, since=None, until=None) -> str:
        """The list that shows exactly the rows."""
        days = {"since": since, "until": until}
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
