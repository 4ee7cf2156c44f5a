"""防扎堆 (调研报备): how often a place is visited, told before a visit, never a refusal. The thresholds are settings."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from tasks.models import Visit
from zhaotong_portal.wording import weekday_text
from zhaotong_portal.workdays import is_workday


@dataclass(frozen=True)
class Trip:
    """What the rule needs to know of a visit. `pk` None is one that is not stored yet."""

    pk: int | None
    starts_on: date
    ends_on: date
    unit_ids: frozenset
    county: str = ""
    people_count: int = 1


def warnings_of(visit: Visit) -> list[str]:
    """All that speaks against this visit as it is planned, in sentences. Two queries."""
    units = {unit.pk: unit.short_name for unit in visit.units.all()}
    trip = trip_of(visit, units)
    return [*own_faults(trip), *crowded(trip, others_near(trip), units)]


def trip_of(visit, unit_ids):
    return Trip(
        visit.pk, visit.starts_on, visit.ends_on, frozenset(unit_ids), visit.county, visit.people_count
    )  # fmt: skip


def own_faults(trip: Trip) -> list[str]:
    """Too many people, or a day on which nobody works."""
    found = []
    if trip.people_count > settings.VISIT_MOST_PEOPLE:
        found.append(f"{trip.people_count} 人同行，超过 {settings.VISIT_MOST_PEOPLE} 人，请精简。")
    days = (trip.ends_on - trip.starts_on).days + 1
    off = [
        day
        for n in range(min(days, 60))
        if not is_workday(day := trip.starts_on + timedelta(days=n))
    ]
    if off:
        more = f"等 {len(off)} 天" if len(off) > 1 else ""
        found.append(f"{weekday_text(off[0])}{more}不是工作日，请避开节假日和周末。")
    return found


def others_near(trip: Trip) -> list[Trip]:
    """Visits that stand in the same year or within the window, to the same units or county; two queries."""
    window = timedelta(days=settings.VISIT_CROWD_DAYS)
    first = min(date(trip.starts_on.year, 1, 1), trip.starts_on - window)
    last = max(date(trip.ends_on.year, 12, 31), trip.ends_on + window)
    rows = Visit.objects.standing().between(first, last).exclude(pk=trip.pk)
    return [
        trip_of(row, [unit.pk for unit in row.units.all()])
        for row in rows.prefetch_related("units")
    ]


def crowded(trip: Trip, others: list[Trip], names: dict) -> list[str]:
    """Sentences for each place that would be visited too often; `names` {unit pk: its name}. Pure."""
    found = []
    for unit_id in sorted(trip.unit_ids):
        here = [other for other in others if unit_id in other.unit_ids]
        near = most_within_window(trip, here)
        if near >= settings.VISIT_CROWD_IN_DAYS:
            found.append(
                f"{names[unit_id]}：{settings.VISIT_CROWD_DAYS} 天内将有 {near} 次调研，请错开或合并。"
            )
        year = 1 + sum(other.starts_on.year == trip.starts_on.year for other in here)
        if year >= settings.VISIT_CROWD_A_YEAR:
            found.append(f"{names[unit_id]}：{trip.starts_on.year}年已达 {year} 次调研，请统筹。")
    groups = 1 + sum(_same_county_and_month(trip, other) for other in others)
    if trip.county and groups >= settings.VISIT_CROWD_COUNTY_MONTH:
        found.append(f"{trip.county}：{trip.starts_on.month}月已达 {groups} 批调研，请错开。")
    return found


def most_within_window(trip: Trip, others: list[Trip]) -> int:
    """The most visits that begin within any run of so many days that this one lies in, itself counted."""
    window = settings.VISIT_CROWD_DAYS
    days = sorted(
        [trip.starts_on, *(o.starts_on for o in others if abs((o.starts_on - trip.starts_on).days) < window)]
    )  # fmt: skip
    last = timedelta(days=window - 1)
    runs = (
        [day for day in days if first <= day <= first + last]
        for first in days
        if first <= trip.starts_on <= first + last
    )
    return max(map(len, runs))


def _same_county_and_month(trip, other):
    same = (other.starts_on.year, other.starts_on.month) == (
        trip.starts_on.year,
        trip.starts_on.month,
    )
    return same and bool(other.county) and other.county == trip.county
