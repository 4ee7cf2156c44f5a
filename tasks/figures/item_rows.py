"""事项 as a month sees them: the rows behind every figure about items (rules.md §2).

A running month shows the items as the latest signature left them, judged by today's date. A locked month shows
its closings. Figures and the list of items both start here, so that a number and the rows it opens agree.
"""

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Value,
    When,
)
from django.utils import timezone

from tasks.models import (
    DeadlineKind,
    ItemProgress,
    ItemState,
    Light,
    Month,
    MonthException,
)
from tasks.models.work_item import OPEN_STATES, REPORTING_STATES, owed_in

DONE_STATES = (ItemState.REPORTED_DONE, ItemState.ACCEPTED)
MONTHS_IN_A_QUARTER = 3


def of_month(items, period, month=None, now=None):
    """`items` that the month counts, each with `month_state`, `month_percent`, `month_light`, `month_overdue`.

    `month` spares the query for the month's row where the caller has it.
    """
    month = month or Month.objects.filter(period=period).first()
    if month is not None and month.is_locked:
        return _closed(items, period)
    return running(items, period, month, now)


def in_figure(items, *, lights=(), overdue=False, done=False):
    """Narrow what `of_month` gave to the rows of one figure."""
    if lights:
        items = items.filter(month_state__in=OPEN_STATES, month_light__in=lights)
    if overdue:
        items = items.filter(month_overdue=True)
    if done:
        items = items.filter(month_state__in=DONE_STATES)
    return items


def counted(items, period):
    """Open and finished items of the year, and those of earlier years that still owe a line.

    Never cancelled ones, and none of a unit that no longer exists at the month's end.
    """
    day = period.last_day
    return items.exclude(state=ItemState.CANCELLED).filter(
        Q(year=period.year)
        | Q(owed_in(period.year), year__lt=period.year, state__in=REPORTING_STATES),
        Q(unit__active_to=None) | Q(unit__active_to__gte=day),
        unit__active_from__lte=day,
    )


def running(items, period, month=None, now=None):
    """Items of a month that is not locked, as they stand at `now`."""
    now = now or timezone.now()
    silent = silent_in(period, month, now)
    light = F("light")
    if silent is not None:
        light = Case(When(silent, then=Value(Light.BEHIND)), default=F("light"))
    return counted(items, period).annotate(
        month_state=F("state"),
        month_percent=F("percent"),
        month_light=light,
        month_overdue=as_column(overdue_on(timezone.localdate(now))),
    )


def _closed(items, period):
    return (
        items.annotate(closing=FilteredRelation("closings", condition=Q(closings__period=period)))
        .filter(closing__isnull=False)
        .annotate(
            month_state=F("closing__state"),
            month_percent=F("closing__percent"),
            month_light=F("closing__light"),
            month_overdue=F("closing__is_overdue"),
        )
    )


def overdue_on(day):
    """A dated deadline before the day, not claimed done."""
    return Q(deadline_kind=DeadlineKind.DATE, state__in=OPEN_STATES, deadline__lt=day)


def silent_in(period, month, now):
    """Which `monthly` and `quarterly` items lack their period's line past the due moment, as a condition.

    None while that cannot be: before the earliest due moment, or for a month that was never opened. The time
    that staff take never counts: a signed line is there, whatever was decided about it.
    """
    if month is None:
        return None
    exceptions = MonthException.objects.filter(month=month, unit=OuterRef("unit"))
    if now <= month.due_at:
        return None
    excused = exceptions.filter(Q(kind=MonthException.Kind.EXEMPT) | Q(due_at__gte=now))
    silent = Q(deadline_kind=DeadlineKind.MONTHLY) & ~Exists(_signed_lines(period, period))
    if period.month % MONTHS_IN_A_QUARTER == 0:
        first = period.shift(1 - MONTHS_IN_A_QUARTER)
        silent |= Q(deadline_kind=DeadlineKind.QUARTERLY) & ~Exists(_signed_lines(first, period))
    return Q(state__in=OPEN_STATES) & silent & ~Exists(excused)


def _signed_lines(first, last):
    return ItemProgress.objects.filter(
        item=OuterRef("pk"),
        period__range=(first, last),
        report__first_signed_at__isnull=False,
    )


def as_column(condition):
    """The condition itself as a column: where rows are filtered by it, the database may use its indexes."""
    return ExpressionWrapper(condition, output_field=BooleanField())
