"""Writing the rollups with the event that changes them.

Rows are locked before the facts are read: whoever comes second reads what the first one wrote, so that a rollup
never keeps a figure that was true only for a moment.
"""

from django.db import transaction
from django.utils import timezone

from tasks.figures import districts, indicators, item_rows, unit_months
from tasks.models import ItemClosing, Month, UnitMonth, WorkItem

BATCH = 1000


@transaction.atomic
def refresh_unit_month(unit_id, period):
    """After anything happened to a unit's report or items.

    A signature moves the items, and the items show in every month that is not locked: those are refreshed too.
    """
    months = _months_with(period)
    for each in sorted(months):
        _write(each, months[each], [unit_id])


@transaction.atomic
def items_changed(unit_ids):
    """After items were added, edited, cancelled or decided outside of a report (imports, workflows of items)."""
    unit_ids = list(unit_ids)
    for month in Month.objects.unlocked().order_by("period"):
        _write(month.period, month, unit_ids, with_indicators=False)


@transaction.atomic
def refresh_month(period):
    """All units of a month, set-wise."""
    _write(period, Month.objects.filter(period=period).first(), None)


@transaction.atomic
def freeze_month(period, at=None):
    """Called at the lock: keeps each item as it stands, then freezes the month's figures. Safe to repeat.

    `at` is the moment of the lock where it is not now (demonstration data).
    """
    at = at or timezone.now()
    month = Month.objects.select_for_update().get(period=period)
    if not ItemClosing.objects.filter(period=period).exists():
        _close_items(period, month, at)
    if month.locked_at is None:
        # The caller marks the month afterwards; its figures are computed as of a locked one.
        month.locked_at = at
    _write(period, month, None)
    districts.write(period)


def _close_items(period, month, at):
    rows = item_rows.running(WorkItem.objects.order_by(), period, month, at).values_list(
        "pk", "month_state", "month_percent", "month_light", "month_overdue"
    )
    closings = [
        ItemClosing(
            item_id=pk, period=period, state=state, percent=percent, light=light, is_overdue=overdue
        )
        for pk, state, percent, light, overdue in rows
    ]
    ItemClosing.objects.bulk_create(closings, batch_size=BATCH, ignore_conflicts=True)


def _months_with(period):
    """{period: Month or None} of a period and of every month that is not locked."""
    months = {month.period: month for month in Month.objects.unlocked()}
    if period not in months:
        months[period] = Month.objects.filter(period=period).first()
    return months


def _write(period, month, unit_ids, with_indicators=True):
    kept = _locked_rows(period, unit_ids)
    month = _locked_meanwhile(period, month)
    facts = unit_months.facts_of(period, month, unit_ids)
    if missing := facts.keys() - kept.keys():
        UnitMonth.objects.bulk_create(
            [UnitMonth(unit_id=pk, period=period, **facts[pk]) for pk in sorted(missing)],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        # Somebody may have created the same rows meanwhile: now they can be locked, and are read again.
        kept = _locked_rows(period, unit_ids)
        facts = unit_months.facts_of(period, month, unit_ids)
    changed = [kept[pk] for pk, row in facts.items() if _take_over(kept[pk], row)]
    if changed:
        fields = [name.removesuffix("_id") for name in next(iter(facts.values()))]
        UnitMonth.objects.bulk_update(changed, fields, batch_size=200)
    if surplus := [row.pk for pk, row in kept.items() if pk not in facts]:
        UnitMonth.objects.filter(pk__in=surplus).delete()
    if with_indicators:
        indicators.write(period, unit_ids)


def _locked_meanwhile(period, month):
    """The month as it is now that its rows are held: its lock may have been waited for."""
    if month is not None and month.is_locked:
        return month
    return Month.objects.filter(period=period).first() or month


def _locked_rows(period, unit_ids):
    rows = UnitMonth.objects.of(period).order_by("unit_id").select_for_update()
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    return {row.unit_id: row for row in rows}


def _take_over(row, facts):
    """Whether the kept row had to change."""
    facts = unit_months.with_frozen(row, facts)
    before = {name: getattr(row, name) for name in facts}
    for name, value in facts.items():
        setattr(row, name, value)
    return before != facts
