"""减负仪表 (W7): what a month asks of each unit, what the portal spares it, and how long it takes.

For those who decide what is asked. Units stand in their usual order; nothing is ranked, nothing is said of a person.
"""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Q

from tasks.feeding import claims_of, feeds_in
from tasks.models import (
    Activity,
    Indicator,
    IndicatorSource,
    IndicatorValue,
    ListKind,
    MonthlyReport,
)
from units.models import PartyOrganisation
from zhaotong_portal.period import Period

# A middle value of fewer units would say something about one of them.
FEWEST_COMPARED = 5


@dataclass(frozen=True)
class Burden:
    """One unit's month. `minutes` is None where nothing was typed into the portal."""

    report: MonthlyReport
    lines: int  # items that want a line
    cells: int  # figures that want a number
    carried: int  # lines kept as they were with one key
    counted: int  # figures that activities filled in
    spared: int  # further figures that an activity, entered once, was counted in

    @property
    def asked(self):
        return self.lines + self.cells

    @property
    def minutes(self):
        return minutes_of(self.report.entry_seconds)


def burdens_of(reports, period) -> list[Burden]:
    """Of reports of one month, in their order; a constant number of queries."""
    reports = list(
        reports.annotate(
            all_lines=Count("lines"), kept_lines=Count("lines", filter=Q(lines__unchanged=True))
        )
    )
    units = [report.unit_id for report in reports]
    organisations = _organisations(units, period)
    own, below = _asked(period)
    counted = _counted(units, period)
    spared = _spared(units, period, organisations)
    return [
        Burden(
            report,
            lines=report.all_lines,
            cells=own + below * (organisations.get(report.unit_id) or 1),
            carried=report.kept_lines,
            counted=counted.get(report.unit_id, 0),
            spared=spared.get(report.unit_id, 0),
        )
        for report in reports
    ]


def minutes_of(seconds):
    return round(seconds / 60, 1) if seconds else None


def middle(values):
    """The median of what is known, or None of too few units."""
    known = [value for value in values if value is not None]
    return round(median(known), 1) if len(known) >= FEWEST_COMPARED else None


def middle_minutes(periods) -> dict:
    """{period: median minutes over all units, or None}."""
    rows = MonthlyReport.objects.filter(period__in=periods, entry_seconds__gt=0).order_by()
    found = defaultdict(list)
    for period, seconds in rows.values_list("period", "entry_seconds"):
        found[period].append(minutes_of(seconds))
    return {period: middle(found[period]) for period in periods}


def budget_of(period: Period):
    """What is asked of units with its minutes, indicators and further lists, and the sum of them."""
    asked = [*Indicator.objects.asked_of_units(period), *ListKind.objects.asked_in(period)]
    return asked, sum(each.minutes for each in asked)


def asked_of_nobody() -> int:
    """Figures that the portal counts itself, from ledgers and activities."""
    return Indicator.objects.filter(is_active=True).exclude(source=IndicatorSource.TYPED).count()


def _asked(period):
    asked = list(Indicator.objects.asked_of_units(period))
    below = sum(indicator.by_organisation for indicator in asked)
    return len(asked) - below, below


def _organisations(units, period):
    rows = PartyOrganisation.objects.filter(unit__in=units).active_in(period).order_by()
    return dict(rows.values_list("unit").annotate(count=Count("pk")))


def _counted(units, period):
    rows = IndicatorValue.objects.filter(unit__in=units, period=period, counted=True).order_by()
    return dict(rows.values_list("unit").annotate(count=Count("pk")))


def _spared(units, period, organisations):
    """An activity counted in several figures was typed once: each further figure is one entry spared."""
    activities = (
        Activity.objects.filter(unit__in=units)
        .in_month(period)
        .prefetch_related(
            feeds_in(period, "kinds__feeds__indicator"), "kinds__absorbs", "organisations"
        )
    )
    spared = defaultdict(int)
    for activity in activities:
        claims = claims_of(
            list(activity.kinds.all()),
            list(activity.organisations.all()),
            activity.heads,
            bool(organisations.get(activity.unit_id)),
        )
        spared[activity.unit_id] += max(0, len(claims) - 1)
    return spared
