"""The month's clock (rules.md §1): when a month opens, is due, ends its grace, locks. Numbers are settings."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from tasks.models.month import Month, MonthException
from tasks.models.report import EDITABLE_STATES
from zhaotong_portal.period import Period
from zhaotong_portal.workdays import add_workdays, end_of, moment, nth_workday


@dataclass(frozen=True)
class Clock:
    """`due_at` itself is on time; `grace_until` and `lock_at` are the first moments after their days."""

    opens_on: date
    compose_on: date
    last_call_on: date
    due_at: datetime
    grace_until: datetime
    lock_at: datetime


def clock_of(period: Period) -> Clock:
    """The clock that a month gets when it opens; later edits of the month's row win over it."""
    following = period.next()
    return Clock(
        opens_on=period.first_day,
        compose_on=nth_workday(period, settings.REMINDER_COMPOSE_WORKDAY),
        last_call_on=nth_workday(following, settings.MONTH_LAST_CALL_WORKDAY),
        due_at=moment(nth_workday(following, settings.MONTH_DUE_WORKDAY), settings.MONTH_DUE_TIME),
        grace_until=end_of(nth_workday(following, settings.MONTH_GRACE_WORKDAY)),
        lock_at=end_of(nth_workday(following, settings.MONTH_LOCK_WORKDAY)),
    )


def due_at_for(unit_id, month) -> datetime:
    """The due moment in force for a unit: the month's own, or the one an exception granted."""
    return due_moments(month, [unit_id]).get(unit_id, month.due_at)


def due_moments(month, unit_ids) -> dict:
    """{unit_id: due moment} for those whose month was extended, one query."""
    rows = MonthException.objects.filter(
        month=month, unit__in=unit_ids, kind=MonthException.Kind.EXTENDED
    )
    return dict(rows.values_list("unit_id", "due_at"))


def return_due_at(now=None) -> datetime:
    """Until when a report that is returned now may be signed again."""
    today = timezone.localdate(now)
    return moment(add_workdays(today, settings.RETURN_DUE_WORKDAYS), settings.MONTH_DUE_TIME)


def is_open_to_unit(report, month, now=None) -> bool:
    """Whether the unit may still sign: until the lock; after it until the due moment of a return or reopening.

    The moment decides, not the job that freezes the month's figures some minutes later.
    """
    now = now or timezone.now()
    if not month.is_locked and now < month.lock_at:
        return True
    return report.return_due_at is not None and now < report.return_due_at


def open_to_units(reports, now=None):
    """Those of `reports` for which `is_open_to_unit` holds, asked of the database."""
    now = now or timezone.now()
    running = Month.objects.unlocked().filter(lock_at__gt=now).values("period")
    return reports.filter(Q(period__in=running) | Q(return_due_at__gt=now))


def takes_entries(report, month, now=None) -> bool:
    """Whether the unit may write in the report now."""
    return report.state in EDITABLE_STATES and is_open_to_unit(report, month, now)
