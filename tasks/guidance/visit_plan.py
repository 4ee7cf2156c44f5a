"""季度调研督导 over all units: who was visited in the quarter, and trips spread over its working days (G11)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from tasks.guidance.proposals import Met, met_units
from tasks.guidance.quarter import Quarter
from tasks.models import Visit, VisitKind
from tasks.workflows.visit import plan_visit
from units.models import Unit
from zhaotong_portal.workdays import is_workday


@dataclass(frozen=True)
class Row:
    """A unit in the plan of a quarter."""

    unit: Unit
    visits: list
    met: Met

    @property
    def is_planned(self):
        return bool(self.visits)


@dataclass(frozen=True)
class Trip:
    """A day's visit to some units of one district."""

    day: date
    units: tuple

    @property
    def fields(self) -> str:
        """As a hidden field of the form that confirms it."""
        return f"{self.day.isoformat()}:{','.join(str(unit.pk) for unit in self.units)}"


def rows_of(user, quarter: Quarter, today, district=None) -> list[Row]:
    """Every unit that may be visited, by district and protocol. Five queries for any number."""
    units = Unit.objects.visible_to(user).active(max(today, quarter.first_day)).filter(is_committee=False)  # fmt: skip
    units = units if district is None else units.filter(district=district)
    units = list(units.select_related("district").order_by("district__order", "protocol_order", "pk"))  # fmt: skip
    visits = Visit.objects.visible_to(user).standing().between(quarter.first_day, quarter.last_day)
    by_unit = defaultdict(list)
    for visit in visits.prefetch_related("units").order_by("starts_on", "pk"):
        for unit in visit.units.all():
            by_unit[unit.pk].append(visit)
    met = met_units([unit.pk for unit in units], today)
    return [Row(unit, by_unit[unit.pk], met[unit.pk]) for unit in units]


def spread(units, first: date, last: date, a_trip: int | None = None) -> list[Trip]:
    """Trips of at most so many units of one district, evenly over the working days from `first` to `last`. Pure.

    Raises ValueError when there is no working day.
    """
    days = [day for n in range((last - first).days + 1) if is_workday(day := first + timedelta(n))]
    if not days:
        raise ValueError("这段时间没有工作日。")
    groups = _groups(units, a_trip or settings.VISIT_UNITS_A_TRIP)
    step = len(days) / max(1, len(groups))
    return [Trip(days[int(number * step)], tuple(group)) for number, group in enumerate(groups)]


def _groups(units, a_trip):
    """Units of one district side by side, as evenly as they divide."""
    by_district = defaultdict(list)
    for unit in units:
        by_district[unit.district_id].append(unit)
    groups = []
    for there in by_district.values():
        count = -(-len(there) // a_trip)
        size, more = divmod(len(there), count)
        at = 0
        for number in range(count):
            until = at + size + (number < more)
            groups.append(there[at:until])
            at = until
    return groups


@transaction.atomic
def plan(actor, trips, purpose) -> list[Visit]:
    """A planned visit a trip, all or none."""
    return [
        plan_visit(actor, trip.units, purpose=purpose, starts_on=trip.day, kind=VisitKind.QUARTERLY,
                   county=settings.VISIT_COUNTY)
        for trip in trips
    ]  # fmt: skip


def trips_confirmed(texts, units) -> list[Trip]:
    """What `Trip.fields` said; `units` {pk: unit} are those that the person may choose. Raises ValueError."""
    found = []
    for text in texts:
        day, _, pks = text.partition(":")
        found.append(Trip(date.fromisoformat(day), tuple(units[int(pk)] for pk in pks.split(","))))
    return found
