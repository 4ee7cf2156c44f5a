"""Lines of issued sheets follow the ledger: open → provisional (signed) → closed (accepted), or back to open (E6).

Whoever changes a fact calls `facts_changed` with the units concerned, inside the transaction of the change.
"""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils import timezone

from tasks import fixed_tasks, sheet_sources
from tasks.models import (
    DeadlineKind,
    ItemState,
    LineState,
    MonthlyReport,
    ReportState,
    SheetLine,
    SheetState,
)
from zhaotong_portal.period import Period

# What a line asks for; the condition's name is kept with the line.
ITEM_OVERDUE = "item_overdue"
ITEM_DUE = "item_due"
ITEM_COMING_UP = "item_coming_up"
REPORT_MISSING = "report_missing"
REPORT_RETURNED = "report_returned"
MONTH_REPORT = "month_report"
FIXED_TASK = "fixed_task"  # of the month, the same for all (tasks/fixed_tasks.py)
NOTICE = "notice"  # asks for nothing but to be read: closed when the sheet is signed for
ITEM_CONDITIONS = {ITEM_OVERDUE, ITEM_DUE, ITEM_COMING_UP}
REPORT_CONDITIONS = {REPORT_MISSING, REPORT_RETURNED, MONTH_REPORT}

FOLLOWED = (LineState.OPEN, LineState.ANSWERED, LineState.PROVISIONAL)
# What still asks something of the unit.
UNMET = (LineState.OPEN, LineState.ANSWERED)


def item_subject(item_id: int) -> str:
    return f"item:{item_id}"


def report_subject(period: Period) -> str:
    return f"report:{period}"


def fixed_subject(task_id: int, period: Period) -> str:
    return f"fixed:{task_id}:{period}"


def facts_changed(unit_ids: int | Collection[int]) -> int:
    """Let the lines of these units' issued sheets say how their subjects stand now; how many changed.

    A constant number of queries for any number of units. A line that was closed stays closed: what is opened
    again later is a new reminder.
    """
    ids = [unit_ids] if isinstance(unit_ids, int) else list(unit_ids)
    lines = list(
        SheetLine.objects.filter(
            sheet__state=SheetState.ISSUED, sheet__unit__in=ids, state__in=FOLLOWED
        ).select_related("sheet", "item")
    )
    if not lines:
        return 0
    changed = {state: [] for state in LineState.values}
    for line, state in _standings(lines):
        if state == LineState.OPEN and line.state == LineState.ANSWERED:
            continue  # nothing has happened since the unit said so; staff have the word
        if state != line.state:
            changed[state].append(line.pk)
    for state, pks in changed.items():
        if pks:
            closed_at = timezone.now() if state == LineState.CLOSED else None
            SheetLine.objects.filter(pk__in=pks).update(state=state, closed_at=closed_at)
    return sum(map(len, changed.values()))


def _standings(lines):
    """(line, state its subject gives it now) for each line."""
    today = timezone.localdate()
    reports = _report_states([line for line in lines if line.condition in REPORT_CONDITIONS])
    fixed = fixed_tasks.standings([line for line in lines if line.condition == FIXED_TASK])
    others = sheet_sources.standings_of(
        (line.condition, line.subject_key) for line in lines if not _is_own(line)
    )
    for line in lines:
        if line.condition in ITEM_CONDITIONS:
            yield line, item_standing(line, today)
        elif line.condition in REPORT_CONDITIONS:
            yield line, report_standing(reports.get((line.sheet.unit_id, line.subject_key)))
        elif line.condition == FIXED_TASK:
            yield line, fixed.get(line.pk, line.state)
        else:
            yield line, others.get((line.condition, line.subject_key), line.state)


def _is_own(line):
    return line.condition in ITEM_CONDITIONS | REPORT_CONDITIONS | {FIXED_TASK}


def item_standing(line: SheetLine, today: date) -> str:
    """A signed claim meets the condition, the verdict closes it; so does a deadline that staff have moved."""
    item = line.item
    if item is None or item.state in (ItemState.ACCEPTED, ItemState.CANCELLED):
        return LineState.CLOSED
    if item.last_year is not None and item.last_year < today.year:
        return LineState.CLOSED  # it ended with its year, or its continuation is asked for instead
    if item.state == ItemState.REPORTED_DONE:
        return LineState.PROVISIONAL
    if item.deadline_kind != DeadlineKind.DATE:
        return LineState.CLOSED
    # Staff moved the deadline: an overdue item is then not overdue, another one's day is later than the line's.
    not_before = today if line.condition == ITEM_OVERDUE else line.due_on + timedelta(days=1)
    return LineState.CLOSED if item.deadline >= not_before else LineState.OPEN


def report_standing(state: str | None) -> str:
    if state == ReportState.ACCEPTED:
        return LineState.CLOSED
    return LineState.PROVISIONAL if state == ReportState.SUBMITTED else LineState.OPEN


def _report_states(lines):
    """{(unit_id, subject_key): report state}, one query."""
    if not lines:
        return {}
    periods = {Period.parse(line.subject_key.removeprefix("report:")) for line in lines}
    rows = MonthlyReport.objects.filter(
        unit__in={line.sheet.unit_id for line in lines}, period__in=periods
    ).values_list("unit_id", "period", "state")
    return {(unit_id, report_subject(period)): state for unit_id, period, state in rows}
