"""述职人: who was secretary of a unit in a year, from the appointments. Where one followed the other, both are shown.

Somebody who stood in for an absent secretary holds no appointment and answers for no year.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from reviews.models import AssessmentState
from units.models import Appointment, Role
from zhaotong_portal.wording import day_text

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tenure:
    """A secretary's days within one year, both ends included."""

    person_id: int
    name: str
    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def label(self) -> str:
        return f"{self.name}（{day_text(self.since)}至{day_text(self.until)}，{self.days} 天）"


def span_of(unit, year) -> tuple[date, date]:
    """The days of the year on which the unit existed; while the year runs, up to today. Empty: the first comes after the last."""
    first = max(date(year, 1, 1), unit.active_from)
    ends = [date(year, 12, 31), timezone.localdate(), unit.active_to]
    return first, min(day for day in ends if day)


def secretaries_of(year, units) -> dict[int, list[Tenure]]:
    """{unit pk: tenures in order}; one query for any number of units."""
    spans = {unit.pk: span_of(unit, year) for unit in units}
    rows = (
        Appointment.objects.filter(role=Role.SECRETARY, unit__in=spans, starts_on__lte=date(year, 12, 31))
        .filter(Q(ends_on=None) | Q(ends_on__gte=date(year, 1, 1)))
        .order_by("starts_on", "pk")
        .values_list("unit", "person", "person__name", "starts_on", "ends_on")
    )  # fmt: skip
    found = defaultdict(list)
    for unit, person, name, starts_on, ends_on in rows:
        first, last = spans[unit]
        since, until = max(starts_on, first), min(ends_on or last, last)
        if since <= until:
            _put(found[unit], Tenure(person, name, since, until))
    return dict(found)


def _put(tenures, tenure):
    """Appointments of one person that follow each other are one time in office."""
    before = tenures[-1] if tenures else None
    if before and before.person_id == tenure.person_id and tenure.since <= before.until + ONE_DAY:
        tenures[-1] = replace(before, until=max(before.until, tenure.until))
    else:
        tenures.append(tenure)


def names_of(assessments) -> dict[int, str]:
    """{assessment pk: names}: as printed where the year is published, else as of today; one query a year."""
    found = {}
    by_year = defaultdict(list)
    for row in assessments:
        if row.state == AssessmentState.PUBLISHED:
            found[row.pk] = "、".join(one["name"] for one in row.secretaries)
        else:
            by_year[row.year].append(row)
    for year, rows in by_year.items():
        tenures = secretaries_of(year, [row.unit for row in rows])
        for row in rows:
            found[row.pk] = "、".join(one.name for one in tenures.get(row.unit_id, []))
    return found


def printed(tenures) -> list[dict]:
    """What `Assessment.secretaries` keeps."""
    return [
        {"name": one.name, "since": one.since.isoformat(), "until": one.until.isoformat()}
        for one in tenures
    ]
