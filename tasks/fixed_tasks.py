"""固定任务 of a month: which there are, until when, and when a unit has met one (E2)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tasks.models import (
    FixedTask,
    IndicatorValue,
    LineState,
    MonthlyReport,
    ReportState,
    ValueState,
)
from units.models import Role
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import NotAllowed, check_text

KEEPERS = {Role.STAFF, Role.ADMINISTRATOR}
FIELDS = ("heading", "text", "months", "due_day", "indicator", "order", "is_active")


@dataclass(frozen=True)
class FixedFact:
    """A task of the month that all units share."""

    pk: int
    heading: str
    text: str
    due_on: date


def of_month(period: Period) -> tuple:
    """The facts that all sheets of the month share; one query."""
    rows = FixedTask.objects.filter(is_active=True)
    return tuple(
        FixedFact(row.pk, row.heading, row.text, due_on(row, period))
        for row in rows
        if period.month in row.months
    )


def due_on(task: FixedTask, period: Period) -> date:
    last = monthrange(period.year, period.month)[1]
    return date(period.year, period.month, min(task.due_day or last, last))


def standings(lines) -> dict[int, str]:
    """{line id: state} for lines whose task names an indicator; the others wait for a reply. Three queries at most."""
    by_line = {line.pk: _parts(line) for line in lines}
    indicators = dict(
        FixedTask.objects.filter(pk__in={task for task, _ in by_line.values()})
        .exclude(indicator=None)
        .values_list("pk", "indicator")
    )
    bound = [line for line in lines if by_line[line.pk][0] in indicators]
    if not bound:
        return {}
    units = {line.sheet.unit_id for line in bound}
    periods = {by_line[line.pk][1] for line in bound}
    counted = set(
        IndicatorValue.objects.filter(
            unit__in=units,
            period__in=periods,
            indicator__in=indicators.values(),
            state=ValueState.REPORTED,
            value__gt=0,
        ).values_list("unit_id", "period", "indicator_id")
    )
    reports = {
        (unit, period): state
        for unit, period, state in MonthlyReport.objects.filter(
            unit__in=units, period__in=periods
        ).values_list("unit_id", "period", "state")
    }
    return {
        line.pk: _standing(line, by_line[line.pk], indicators, counted, reports) for line in bound
    }


def _parts(line):
    _, task, period = line.subject_key.split(":")
    return int(task), Period.parse(period)


def _standing(line, parts, indicators, counted, reports):
    task, period = parts
    unit = line.sheet.unit_id
    if (unit, period, indicators[task]) not in counted:
        return LineState.OPEN
    state = reports.get((unit, period))
    if state == ReportState.ACCEPTED:
        return LineState.CLOSED
    return LineState.PROVISIONAL if state == ReportState.SUBMITTED else LineState.OPEN


@transaction.atomic
def keep(task: FixedTask, actor) -> FixedTask:
    """Store a new or changed task. Raises NotAllowed, ValidationError, WorkflowError."""
    if actor.scope.role not in KEEPERS:
        raise NotAllowed("固定任务由工委科室和管理员维护。")
    check_text(task.text, "要求")
    task.full_clean()
    stored = FixedTask.objects.select_for_update().filter(pk=task.pk).first()
    before = stored and values_of(stored, FIELDS)
    task.save()
    changes = differences(before, task, FIELDS) if before else {}
    if changes or not before:
        label = "修改固定任务" if before else "新增固定任务"
        record(actor, "fixed_task.keep", label, task, changes=changes)
    return task
