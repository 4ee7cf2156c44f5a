"""All figures of a span in one query (or two): a union with a line for each tally and year, and for the whole."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from django.db import connection
from django.db.models import CharField, Value

from zhaotong_portal.headline.figure import Adding
from zhaotong_portal.headline.span import Span

WHOLE = 0
CENT = Decimal("0.01")
# SQLite takes 500 selects in a union.
A_QUERY = 480


@dataclass(frozen=True)
class Values:
    """A figure's number by year and for the whole span; None where nothing can be said."""

    whole: object
    years: dict = field(default_factory=dict)
    whole_year: int | None = None  # a figure that is only by year: of which year `whole` is

    def __getitem__(self, year):
        return self.years.get(year)


def values_of(figures, span: Span) -> dict:
    """{key: Values}: one query for any number of figures, units and years."""
    figures = list(figures)
    parts = _parts(figures, span)
    return {figure.key: _values(figure, parts, span) for figure in figures}


def _parts(figures, span):
    """{(figure key, tally name): {year or WHOLE: number}}."""
    tallies = tuple(
        (f"{figure.key}/{name}", tally)
        for figure in figures
        for name, tally in figure.tallies.items()
    )
    found = {}
    for sql, params in compiled(connection.alias, tallies, span):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            for key, year, number in cursor.fetchall():
                found.setdefault(key, {})[year] = _number(number)
    for key, tally in tallies:
        if tally.year is not None:
            years = found.setdefault(key, {})
            years[WHOLE] = sum(years.values())
    return {tuple(key.split("/")): years for key, years in found.items()}


@lru_cache(maxsize=64)
def compiled(alias, tallies, span):
    """The queries, as text and parameters: writing a hundred lines costs more than asking them, and they hang on the
    span alone.
    """
    lines = [line for key, tally in tallies for line in _lines(key, tally, span)]
    queries = []
    for start in range(0, len(lines), A_QUERY):
        first, *others = lines[start : start + A_QUERY]
        rows = first.union(*others, all=True) if others else first
        queries.append(rows.using(alias).query.get_compiler(alias).as_sql())
    return queries


def _lines(key, tally, span):
    """One line that groups by year where rows count in one; else a line for each year and for the whole."""
    if tally.year is not None:
        return [_line(key, tally, span, tally.year)]
    spans = {year.first.year: year for year in span.years} | {WHOLE: span}
    return [_line(key, tally, each, Value(year)) for year, each in spans.items()]


def _line(key, tally, span, year):
    # With an amount of its own name, and no order: lines of a union say the same columns.
    rows = (
        tally.rows(span).order_by().annotate(figure_key=Value(key, CharField()), figure_year=year)
    )
    grouped = rows.values("figure_key", "figure_year").annotate(figure_amount=tally.amount)
    return grouped.values_list("figure_key", "figure_year", "figure_amount")


def _number(value):
    if value is None:
        return 0
    exact = Decimal(str(value)).quantize(CENT)
    return int(exact) if exact == exact.to_integral_value() else exact


def _values(figure, parts, span):
    def number_in(name):
        found = {tally: parts.get((figure.key, tally), {}).get(name, 0) for tally in figure.tallies}
        return figure.number(found)

    years = {
        year.first.year: None if year.is_ahead else number_in(year.first.year)
        for year in span.years
    }
    if figure.over_years:
        return Values(figure.over_years(years), years)
    if figure.adding is Adding.YEARLY:
        latest = max((year for year, value in years.items() if value), default=None)
        nothing = None if figure.is_share else 0
        return Values(years.get(latest, nothing), years, latest)
    return Values(None if span.is_ahead else number_in(WHOLE), years)
