"""指标 over all units by month, `IndicatorMonth`: the sums of what `UnitMonthIndicator` keeps, for the headline figures."""

from django.db.models import Sum

from tasks.models import IndicatorMonth, UnitMonthIndicator


def write(period):
    """After sums of units changed. Those whose total stays as it was touch, and lock, nothing."""
    if not _stale(period):
        return
    kept = IndicatorMonth.objects.filter(period=period).order_by("indicator_id")
    # Held before the sums are read again: whoever comes second adds up what the first one wrote.
    rows = {row.indicator_id: row for row in kept.select_for_update()}
    missing = sums_of(period).keys() - rows.keys()
    if missing:
        IndicatorMonth.objects.bulk_create(
            [IndicatorMonth(indicator_id=pk, period=period) for pk in sorted(missing)],
            ignore_conflicts=True,
        )
        rows = {row.indicator_id: row for row in kept.all().select_for_update()}
    sums = sums_of(period)
    changed = []
    for pk, row in rows.items():
        if row.accepted != sums.get(pk, 0):
            row.accepted = sums.get(pk, 0)
            changed.append(row)
    if changed:
        IndicatorMonth.objects.bulk_update(changed, ["accepted"])


def sums_of(period) -> dict:
    """{indicator pk: accepted}, those of nothing left out."""
    rows = UnitMonthIndicator.objects.filter(period=period, accepted__gt=0).order_by()
    return dict(rows.values_list("indicator").annotate(Sum("accepted")))


def kept_of(period) -> dict:
    rows = IndicatorMonth.objects.filter(period=period, accepted__gt=0)
    return dict(rows.values_list("indicator", "accepted"))


def _stale(period):
    return sums_of(period) != kept_of(period)


def differences(period):
    sums, kept = sums_of(period), kept_of(period)
    for pk in sorted(sums.keys() | kept.keys()):
        if sums.get(pk, 0) != kept.get(pk, 0):
            yield f"{period.label} 指标编号 {pk} 全市直合计：保存 {kept.get(pk, 0)}，重算 {sums.get(pk, 0)}"
