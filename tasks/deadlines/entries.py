"""Entries of the calendar between two days: row by row for a unit, counted by day and kind for all of them.

One query for all ledgers together, plus one for each computed source.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from tasks.deadlines import sources
from tasks.deadlines.sources import Entry
from units.models import District, Unit

MOST_ROWS = 2000


@dataclass(frozen=True)
class Wanted:
    """What the calendar is narrowed to."""

    user: object
    first: date
    last: date
    kind: str = ""
    unit: Unit | None = None
    district: District | None = None
    open_only: bool = False

    @property
    def counts_only(self) -> bool:
        """Whoever reads all units gets counts, unless one unit is asked for: a day may have hundreds of rows."""
        return self.user.scope.reads_all and self.unit is None


def entries_of(wanted: Wanted) -> list[Entry]:
    """In order of day, then of the sources."""
    found = counted(wanted) if wanted.counts_only else listed(wanted)
    return _sorted([*found, *_computed(wanted)])


def _sorted(entries):
    place = {kind: number for number, (kind, _) in enumerate(sources.kinds())}
    return sorted(entries, key=lambda entry: (entry.day, place[entry.kind], entry.unit))


def listed(wanted: Wanted) -> list[Entry]:
    """Every row with its title; at most so many, as nobody reads more on a page."""
    rows = _union([_rows(source, wanted) for source in _chosen(wanted)])
    return [
        Entry(day, kind, title, address(kind, pk), unit, is_open)
        for kind, day, pk, title, unit, is_open in rows[:MOST_ROWS]
    ]


def exported_rows(wanted: Wanted) -> QuerySet | list:
    """(kind, day, pk, title, unit, is_open) of every row, unsliced: for the workbook."""
    return _union([_rows(source, wanted) for source in _chosen(wanted)])


def counted(wanted: Wanted) -> list[Entry]:
    """How many of a kind fall on a day, and whether any of them still waits."""
    rows = _union([_counts(source, wanted) for source in _chosen(wanted)])
    return [
        Entry(day, kind, "", day_address(day, kind), "", waiting > 0, count)
        for kind, day, count, waiting in rows
    ]


def address(kind, pk) -> str:
    return reverse("calendar_entry", args=[kind, pk])


def day_address(day, kind="") -> str:
    query = f"&kind={kind}" if kind else ""
    return f"{reverse('calendar')}?day={day.isoformat()}{query}"


def _chosen(wanted):
    return [source for source in sources.ledgers() if wanted.kind in ("", source.kind)]


def _computed(wanted):
    for source in sources.computed():
        if wanted.kind in ("", source.kind):
            yield from source.entries(wanted.user, wanted.first, wanted.last)


def _narrowed(source, wanted):
    """The source's rows between the days, with `cal_day`."""
    rows = source.rows(wanted.user).order_by()
    day = F(source.day) if isinstance(source.day, str) else source.day
    rows = rows.annotate(cal_day=ExpressionWrapper(day, output_field=DateField()))
    rows = rows.filter(cal_day__range=(wanted.first, wanted.last))
    if wanted.open_only:
        rows = rows.filter(source.open)
    if not (wanted.unit or wanted.district):
        return rows
    if not source.unit:
        return rows if wanted.unit is None else rows.none()
    theirs = {f"{source.unit}__district": wanted.district} if wanted.unit is None else {source.unit: wanted.unit}  # fmt: skip
    if source.several:
        mine = source.model._default_manager.filter(**theirs).order_by()
        return rows.filter(pk__in=mine.values("pk"))
    return rows.filter(**theirs)


def _rows(source, wanted):
    title = F(source.title) if isinstance(source.title, str) else source.title
    of_one = source.unit and not source.several
    # A row may have no unit yet.
    unit = Coalesce(f"{source.unit}__short_name", Value("")) if of_one else Value("")
    return (
        _narrowed(source, wanted)
        .annotate(
            cal_kind=Cast(Value(source.kind), CharField(max_length=30)),
            cal_pk=F("pk"),
            cal_title=Cast(title, CharField(max_length=500)),
            cal_unit=Cast(unit, CharField(max_length=100)),
            cal_open=_is_open(source),
        )
        .values_list("cal_kind", "cal_day", "cal_pk", "cal_title", "cal_unit", "cal_open")
    )


def _counts(source, wanted):
    waiting = Count("pk", filter=source.open) if source.open else Count("pk")
    return (
        _narrowed(source, wanted)
        .annotate(cal_kind=Cast(Value(source.kind), CharField(max_length=30)))
        .values("cal_kind", "cal_day")
        .annotate(cal_count=Count("pk"), cal_waiting=waiting)
        .values_list("cal_kind", "cal_day", "cal_count", "cal_waiting")
    )


def _is_open(source):
    if not source.open:
        return Value(True, output_field=BooleanField())
    return Case(When(source.open, then=Value(True)), default=Value(False), output_field=BooleanField())  # fmt: skip


def _union(querysets):
    """All in one query; a person without rights to a ledger has none of its rows."""
    there = [rows for rows in querysets if not rows.query.is_empty()]
    if not there:
        return []
    first, *others = there
    rows = first.union(*others, all=True) if others else first
    return rows.order_by("cal_day", "cal_kind")
