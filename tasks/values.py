"""Saving the grid's values: four states, so that silence and nothing-to-report are never the same."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from tasks.contents import asked_cells
from tasks.entries import EntryConflict, EntryErrors, read_value, read_version, value_text
from tasks.models import IndicatorValue, MonthlyReport, ValueState
from tasks.writing import lock_for_entry


@transaction.atomic
def save_value(
    report: MonthlyReport, indicator_id, organisation_id, actor, text, reason="", version=0
):
    """Store what was typed into one cell; None when the cell was emptied (未报).

    Raises NotAllowed, StateChanged (not with the unit any more), EntryErrors, EntryConflict; a cell that the month
    does not ask for is IndicatorValue.DoesNotExist.
    """
    report = lock_for_entry(report.pk, actor)
    cell = _asked(report, indicator_id, organisation_id)
    stored = IndicatorValue.objects.select_related("edited_by").filter(**_holder(report, cell))
    stored = stored.first()
    changes, entry = compare_value(cell, stored, text, reason, version)
    return store_value(report, cell, stored, entry, actor) if changes else stored


def compare_value(cell, stored, text, reason="", version=0):
    """(whether anything changes, the entry, or None to empty the cell); writes nothing.

    Raises EntryErrors, and EntryConflict where somebody saved after `version`.
    """
    entry = read_value(text, cell.indicator.quantity, reason)
    if stored and entry and _same(stored, entry):
        return False, entry
    if stored and stored.counted:
        raise EntryErrors({"value": "这一格由本月登记的活动自动计数，请到活动登记中修改。"})
    if (stored.version if stored else 0) != read_version(version):
        _refuse(text, stored)
    if entry is None and stored and stored.remarks.exists():
        raise EntryErrors({"value": "这一格有审核意见，请填数字、0 或“不适用”。"})
    return entry is not None or stored is not None, entry


def store_value(report, cell, stored, entry, actor):
    """Write what `compare_value` found, under the lock of the report; None when the cell was emptied."""
    if entry is None:
        stored.delete()
        return None
    value = stored or IndicatorValue(**_holder(report, cell))
    value.state, value.value, value.reason = entry.state, entry.value, entry.reason
    value.edited_by, value.version = actor, value.version + 1
    value.save()
    return value


def _holder(report, cell):
    return {
        "indicator": cell.indicator,
        "unit_id": report.unit_id,
        "organisation": cell.organisation,
        "period": report.period,
    }


def _asked(report, indicator_id, organisation_id):
    """The cell of the unit's own grid: a value held by anybody else would be counted twice, or for another unit."""
    for cell in asked_cells(report.unit, report.period):
        holder = cell.organisation.pk if cell.organisation else None
        if (cell.indicator.pk, holder) == (indicator_id, organisation_id):
            return cell
    raise IndicatorValue.DoesNotExist


def _same(stored, entry):
    return (stored.state, stored.value, stored.reason) == (entry.state, entry.value, entry.reason)


def _refuse(text, stored):
    by = stored.edited_by.name if stored and stored.edited_by else ""
    raise EntryConflict(
        mine={"value": text},
        theirs={"value": value_text(stored), "reason": stored.reason if stored else ""},
        version=stored.version if stored else 0,
        by=by,
        at=stored.edited_at if stored else None,
    )


@transaction.atomic
def report_zero_for_rest(report: MonthlyReport, actor) -> int:
    """One key for all cells that are still empty (其余零报告); how many."""
    report = lock_for_entry(report.pk, actor)
    known = set(
        IndicatorValue.objects.filter(unit=report.unit_id, period=report.period).values_list(
            "indicator_id", "organisation_id"
        )
    )
    empty = [
        cell
        for cell in asked_cells(report.unit, report.period)
        if (cell.indicator.pk, cell.organisation.pk if cell.organisation else None) not in known
    ]
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            indicator=cell.indicator, unit_id=report.unit_id, organisation=cell.organisation,
            period=report.period, state=ValueState.ZERO, value=Decimal(0),
            edited_by=actor, edited_at=timezone.now(), version=1,
        )
        for cell in empty
    )  # fmt: skip
    return len(empty)
