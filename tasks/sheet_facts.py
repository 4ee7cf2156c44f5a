"""What reminder sheets are composed from, asked for all units at once: a constant number of queries (performance.md)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from tasks import fixed_tasks, sheet_sources, texts
from tasks.clock import clock_of
from tasks.closing import FIXED_TASK, ITEM_COMING_UP, MONTH_REPORT, NOTICE, UNMET
from tasks.composing import Figures, ItemFact, Occasion, ReportFact, UnitFacts
from tasks.figures import item_rows
from tasks.models import (
    CommonText,
    DeadlineKind,
    ItemState,
    Light,
    Month,
    MonthException,
    MonthlyReport,
    ReminderSheet,
    ReportState,
    SheetLine,
    SheetState,
    WorkItem,
)
from tasks.term_facts import TERM_DUE
from zhaotong_portal.period import Period
from zhaotong_portal.workdays import add_workdays, is_workday

# A forewarning or a notice that was not answered is no unmet prompt.
NOT_PROMPTS = (ITEM_COMING_UP, MONTH_REPORT, NOTICE, FIXED_TASK, TERM_DUE)
# Lines that cannot be met in time even when they are asked for on the last day get this many working days.
LEAST_WORKDAYS = 2


def occasion_of(period: Period, today: date | None = None) -> Occasion:
    """What all sheets of a run share; a query each for the common text, the fixed tasks and the wording."""
    today = today or timezone.localdate()
    common = CommonText.objects.filter(period=period).values_list("text", flat=True).first()
    return Occasion(
        period,
        today,
        ask_until=max(_last_workday(period), add_workdays(today, LEAST_WORKDAYS)),
        coming_up_until=today + timedelta(days=settings.REMINDER_COMING_UP_DAYS),
        common=common or "",
        fixed=fixed_tasks.of_month(period),
        wording=texts.wording(),
    )


def gather(unit_ids: Collection[int], occasion: Occasion) -> dict[int, UnitFacts]:
    """{unit_id: facts} for all these units."""
    unit_ids = set(unit_ids)
    items = _items(unit_ids, occasion)
    figures = _figures(unit_ids, occasion)
    months = _months(unit_ids, occasion.period)
    reports, accepted = _reports(unit_ids, occasion, months[occasion.period.previous()])
    prompted = _prompted(unit_ids, occasion.period)
    replaced = _replaced(unit_ids, occasion.period)
    added = defaultdict(list)
    for fact in sheet_sources.facts_of(unit_ids, occasion.period, occasion.today):
        added[fact.unit_id].append(fact)
    return {
        unit_id: UnitFacts(
            figures=figures[unit_id],
            items=tuple(items[unit_id]),
            report=reports.get(unit_id),
            added=tuple(added[unit_id]),
            prompted=prompted[unit_id],
            month_due_at=None if unit_id in accepted else months[occasion.period].due_at(unit_id),
            replaces=replaced.get(unit_id, ""),
        )
        for unit_id in unit_ids
    }


def _last_workday(period):
    day = period.last_day
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def _items(unit_ids, occasion):
    """Open items whose deadline is past or near, by deadline."""
    until = max(occasion.period.last_day, occasion.coming_up_until)
    rows = (
        WorkItem.objects.open()
        .owed_in(occasion.today.year)
        .filter(unit__in=unit_ids, deadline_kind=DeadlineKind.DATE, deadline__lte=until)
        .order_by("deadline", "kind", "order", "pk")
        .values_list("unit_id", "pk", "title", "deadline", "percent", "light")
    )
    found = defaultdict(list)
    for unit_id, *values in rows:
        found[unit_id].append(ItemFact(*values))
    return found


def _figures(unit_ids, occasion):
    """Each unit's items of the year that the last month belonged to, counted once."""
    # An item of last year that went on into this one was overdue in last year's figures all the same.
    late = Count("pk", filter=item_rows.overdue_on(occasion.today))
    rows = (
        WorkItem.objects.filter(unit__in=unit_ids, year=occasion.period.previous().year)
        .exclude(state=ItemState.CANCELLED)
        .order_by()
        .values_list("unit_id", "state", "light")
        .annotate(Count("pk"), late=late)
    )
    counts = defaultdict(lambda: defaultdict(int))
    for unit_id, state, light, count, overdue in rows:
        unit = counts[unit_id]
        unit["total"] += count
        unit["overdue"] += overdue
        if state in (ItemState.REPORTED_DONE, ItemState.ACCEPTED):
            unit["done"] += count
        else:
            unit["on_track" if light == Light.ON_TRACK else "slow"] += count - overdue
    return {unit_id: Figures(**counts[unit_id]) for unit_id in unit_ids}


@dataclass
class _MonthFor:
    """A month's due moment for each unit: the row's, or the clock's where the month was not opened."""

    period: Period
    is_open: bool
    due: object
    extended: dict
    exempt: set

    def due_at(self, unit_id):
        return None if unit_id in self.exempt else self.extended.get(unit_id, self.due)


def _months(unit_ids, period):
    """{period: _MonthFor} of this month and the last one; two queries."""
    periods = [period.previous(), period]
    rows = {month.period: month for month in Month.objects.filter(period__in=periods)}
    exceptions = MonthException.objects.filter(
        month__period__in=periods, unit__in=unit_ids
    ).values_list("month__period", "unit_id", "kind", "due_at")
    found = {}
    for one in periods:
        month = rows.get(one)
        due = month.due_at if month else clock_of(one).due_at
        found[one] = _MonthFor(one, month is not None, due, {}, set())
    for one, unit_id, kind, due_at in exceptions:
        if kind == MonthException.Kind.EXEMPT:
            found[one].exempt.add(unit_id)
        else:
            found[one].extended[unit_id] = due_at
    return found


def _reports(unit_ids, occasion, month):
    """({unit: last month's report that is back with it or never came although it was due}, units whose report of this
    month is through already: a sheet that goes out late does not ask for it); one query."""
    rows = (
        MonthlyReport.objects.filter(unit__in=unit_ids)
        .filter(
            Q(period=occasion.period, state=ReportState.ACCEPTED)
            | Q(period=month.period) & ~Q(state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED])
        )
        .values_list("unit_id", "period", "state", "round_number", "return_due_at")
    )
    found, accepted = {}, set()
    for unit_id, period, state, rounds, return_due_at in rows:
        due = month.due_at(unit_id)
        if period == occasion.period:
            accepted.add(unit_id)
        elif state == ReportState.RETURNED or rounds > 1:
            found[unit_id] = ReportFact(month.period, True, return_due_at)
        elif due is not None and timezone.localdate(due) < occasion.today:
            found[unit_id] = ReportFact(month.period, False, due)
    return found, accepted


def _prompted(unit_ids, period):
    """{unit_id: {subject: times}}: what still stands open on an issued sheet of an earlier month."""
    rows = (
        SheetLine.objects.filter(
            sheet__unit__in=unit_ids,
            sheet__state=SheetState.ISSUED,
            sheet__period__lt=period,
            state__in=UNMET,
        )
        .exclude(condition__in=NOT_PROMPTS)
        .order_by()
        .values_list("sheet__unit_id", "subject_key", "times_carried")
    )
    found = defaultdict(dict)
    for unit_id, subject, times in rows:
        found[unit_id][subject] = max(times + 1, found[unit_id].get(subject, 0))
    return found


def _replaced(unit_ids, period):
    """{unit_id: number of the sheet of this month that was recalled last}."""
    rows = ReminderSheet.objects.filter(
        unit__in=unit_ids, period=period, state=SheetState.RECALLED
    ).order_by("version")
    return dict(rows.values_list("unit_id", "document_number"))
