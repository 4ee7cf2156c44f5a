"""The new year's phases and the clocks of its twelve months, before any of them is opened."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.timezone import localdate

from tasks.clock import Clock, clock_of
from tasks.models import Phase, YearPhase
from zhaotong_portal.period import Period
from zhaotong_portal.workdays import knows


@dataclass(frozen=True)
class PhaseDates:
    code: str
    label: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class MonthAhead:
    """`is_known` false: the library does not hold the notice of a year in which the month's clock runs."""

    period: Period
    clock: Clock
    is_known: bool

    @property
    def grace_on(self):
        """The last day: the clock holds the first moment after it."""
        return localdate(self.clock.grace_until) - timedelta(days=1)

    @property
    def lock_on(self):
        return localdate(self.clock.lock_at) - timedelta(days=1)


def is_open(year) -> bool:
    """A year that has phases keeps them: they are then changed where all phases are."""
    return YearPhase.objects.filter(year=year).exists()


def phases_of(year, choices) -> list[PhaseDates]:
    """As chosen, else as the settings propose; as they stand where the year has them already."""
    there = {row.phase: row for row in YearPhase.objects.filter(year=year)}
    if there:
        return [
            PhaseDates(code, Phase(code).label, row.starts_on, row.ends_on)
            for code, row in there.items()
        ]
    kept = choices.get("phases", {})
    found = []
    for code, (first, last) in settings.YEAR_PHASES.items():
        dates = kept.get(code)
        starts, ends = map(date.fromisoformat, dates) if dates else (date(year, *first), date(year, *last))  # fmt: skip
        found.append(PhaseDates(code, Phase(code).label, starts, ends))
    return found


def months_of(year) -> list[MonthAhead]:
    """A month is due in the one that follows: December needs the notice of two years."""
    periods = Period.range(Period(year, 1), Period(year, 12))
    return [
        MonthAhead(period, clock_of(period), knows(year) and knows(period.next().year))
        for period in periods
    ]


def unknown_years(year) -> list[int]:
    return [each for each in (year, year + 1) if not knows(each)]
