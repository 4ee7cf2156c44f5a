"""Opening and locking a month: set-wise, safe to repeat."""

from django.db import transaction
from django.utils import timezone

from tasks import figures
from tasks.clock import clock_of
from tasks.models import ItemProgress, Month, MonthlyReport, WorkItem
from tasks.models.report import EDITABLE_STATES
from tasks.phases import open_year
from units.models import Unit
from zhaotong_portal.audit.trail import record
from zhaotong_portal.period import Period

BATCH = 1000


@transaction.atomic
def open_month(period: Period, actor=None) -> Month:
    """Give each active unit its report with a line for each item that reports; what exists is left alone.

    Repeated in a running month it brings lines for items and reports for units that came later. A constant number
    of queries besides the batches of inserts.
    """
    open_year(period.year)
    clock = clock_of(period)
    month, created = Month.objects.get_or_create(
        period=period,
        defaults={
            "opens_on": clock.opens_on,
            "due_at": clock.due_at,
            "grace_until": clock.grace_until,
            "lock_at": clock.lock_at,
        },
    )
    if month.is_locked:
        return month
    units = _units_without_report(period)
    reports = MonthlyReport.objects.bulk_create(
        [MonthlyReport(unit=unit, period=period) for unit in units],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    lines = _add_missing_lines(MonthlyReport.objects.of(period), period)
    if created:
        record(actor, "month.opened", "开放填报", month)
    if created or reports or lines:
        figures.refresh_month(period)
    return month


def ensure_lines(report: MonthlyReport) -> int:
    """Lines for items that came after the month was opened, while the report is with the unit; how many."""
    if report.month.is_locked or not report.is_editable:
        return 0
    return _write_lines({report.unit_id: report.pk}, report.period)


def _add_missing_lines(reports, period) -> int:
    """A report that was sent or signed keeps the lines that were signed; only those with the unit grow."""
    writing = reports.filter(state__in=EDITABLE_STATES).order_by().values_list("unit_id", "pk")
    return _write_lines(dict(writing), period)


def _write_lines(report_of_unit, period) -> int:
    if not report_of_unit:
        return 0
    items = (
        WorkItem.objects.reporting_in(period)
        .filter(unit__in=report_of_unit)
        .exclude(lines__report__in=report_of_unit.values())
        .order_by("pk")
        .values_list("pk", "unit_id")
    )
    lines = [
        ItemProgress(item_id=item, report_id=report_of_unit[unit], period=period)
        for item, unit in items
    ]
    if lines:
        ItemProgress.objects.bulk_create(lines, batch_size=BATCH, ignore_conflicts=True)
    return len(lines)


@transaction.atomic
def lock_month(period: Period, actor=None) -> Month:
    """End the month: its closing figures are frozen, and only a return or a reopening lets a unit write."""
    month = Month.objects.select_for_update().get(period=period)
    if month.is_locked:
        return month
    figures.freeze_month(period)
    month.locked_at = timezone.now()
    month.save(update_fields=["locked_at"])
    record(actor, "month.locked", "锁定月份", month)
    return month


def due_to_open(today=None) -> list[Period]:
    """Months that should be open and are not: the running one, any that a run which beat missed left out, and
    those that run already and lack the report of a unit that came later.
    """
    current = Period.of(today or timezone.localdate())
    last = Month.objects.filter(period__lte=current).values_list("period", flat=True).first()
    if last is None:
        return [current]
    running = Month.objects.unlocked().order_by("period").values_list("period", flat=True)
    without = [period for period in running if _units_without_report(period).exists()]
    return without + Period.range(last.next(), current)


def _units_without_report(period):
    return Unit.objects.active_in(period).exclude(reports__period=period)


def due_to_lock(now=None) -> list[Period]:
    """Months whose lock has come, oldest first."""
    due = Month.objects.unlocked().filter(lock_at__lte=now or timezone.now())
    return list(due.order_by("period").values_list("period", flat=True))
