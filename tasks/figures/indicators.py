"""指标 sums of a unit's month: what is signed (provisional) and what is accepted (publishable), never mixed."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Q, Sum

from tasks.figures import indicator_months
from tasks.models import (
    Indicator,
    IndicatorLevel,
    IndicatorValue,
    MonthlyReport,
    ReportSnapshot,
    ReportState,
    UnitMonthIndicator,
    ValueState,
)
from units.models import Unit

BATCH = 1000
SIGNED_STATES = (ReportState.SUBMITTED, ReportState.ACCEPTED)


def facts_of(period, unit_ids=None):
    """{(unit_id, indicator_id): (signed, accepted)}; pairs without a figure are left out.

    A report that is being corrected counts with what was last accepted of it, like the items do.
    """
    states = _states(period, unit_ids)
    typed = _typed(period, unit_ids)
    reopened = [unit for unit, state in states.items() if state not in SIGNED_STATES]
    facts = {}
    for (unit_id, indicator_id), value in typed.items():
        state = states.get(unit_id)
        if state in SIGNED_STATES:
            accepted = value if state == ReportState.ACCEPTED else 0
            facts[unit_id, indicator_id] = (value, accepted)
    for key, value in _kept(period, reopened).items():
        facts[key] = (value, value)
    return facts


def _states(period, unit_ids):
    rows = MonthlyReport.objects.of(period).order_by()
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    return dict(rows.values_list("unit_id", "state"))


def _typed(period, unit_ids):
    """An indicator that the month keeps by organisations sums them, and is the unit's own value where it has none;
    any other is the unit's own value.
    """
    rows = IndicatorValue.objects.filter(period=period, state=ValueState.REPORTED)
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    grouped = (
        rows.order_by()
        .values_list("unit_id", "indicator_id")
        .annotate(
            own=Sum("value", filter=Q(organisation=None)),
            below=Sum("value", filter=Q(organisation__isnull=False)),
        )
    )
    summed = set(
        Indicator.objects.kept_in(period, IndicatorLevel.ORGANISATION).values_list("pk", flat=True)
    )
    values = {
        (unit, indicator): (below or own) if indicator in summed else own
        for unit, indicator, own, below in grouped
    }
    return {key: value for key, value in values.items() if value}


def _kept(period, unit_ids):
    """What was last accepted of reports that are open again, from their snapshots."""
    snapshots = (
        ReportSnapshot.objects.filter(report__period=period, report__unit__in=unit_ids)
        .order_by("taken_at", "pk")
        .values_list("report__unit_id", "content")
    )
    codes = dict(Indicator.objects.values_list("code", "pk"))
    kept = {}
    for unit_id, content in snapshots:  # a later snapshot takes the place of an earlier one
        sums = defaultdict(Decimal)
        for value in content.get("values", ()):
            if value["state"] == ValueState.REPORTED and value["indicator"] in codes:
                sums[codes[value["indicator"]]] += Decimal(value["value"])
        kept[unit_id] = sums
    return {
        (unit_id, indicator_id): value
        for unit_id, sums in kept.items()
        for indicator_id, value in sums.items()
        if value
    }


def write(period, unit_ids=None):
    facts = facts_of(period, unit_ids)
    rows = UnitMonthIndicator.objects.filter(period=period)
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    kept = {(row.unit_id, row.indicator_id): row for row in rows}
    changed = [row for key, row in kept.items() if key in facts and _take_over(row, facts[key])]
    if changed:
        UnitMonthIndicator.objects.bulk_update(changed, ["signed", "accepted"], batch_size=400)
    gone = [row.pk for key, row in kept.items() if key not in facts]
    if gone:
        UnitMonthIndicator.objects.filter(pk__in=gone).delete()
    new = facts.keys() - kept.keys()
    if new:
        _create(period, new, facts)
    indicator_months.write(period)


def _take_over(row, figures):
    if (row.signed, row.accepted) == figures:
        return False
    row.signed, row.accepted = figures
    return True


def _create(period, keys, facts):
    districts = dict(
        Unit.objects.filter(pk__in={unit for unit, _ in keys}).values_list("pk", "district_id")
    )
    UnitMonthIndicator.objects.bulk_create(
        [
            UnitMonthIndicator(
                unit_id=unit,
                district_id=districts[unit],
                period=period,
                indicator_id=indicator,
                signed=facts[unit, indicator][0],
                accepted=facts[unit, indicator][1],
            )
            for unit, indicator in sorted(keys)
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
