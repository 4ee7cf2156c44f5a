"""A small month for the tests of figures: items, reports and lines made straight in the database."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tasks.models import (
    DeadlineKind,
    ItemKind,
    ItemProgress,
    ItemState,
    Light,
    Month,
    MonthlyReport,
    ReportState,
    WorkItem,
)
from zhaotong_portal.period import Period

NOVEMBER = Period(2026, 11)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    """A moment of the office's day: at("2026-12-03 17:59")."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# November 2026 by the clock of rules.md §1.
CLOCK = {
    NOVEMBER: ("2026-12-03 18:00", "2026-12-08 00:00", "2026-12-17 00:00"),
    NOVEMBER.previous(): ("2026-11-04 18:00", "2026-11-07 00:00", "2026-11-18 00:00"),
}


def make_month(period=NOVEMBER, **fields):
    due, grace, lock = map(at, CLOCK.get(period) or CLOCK[NOVEMBER])
    return Month.objects.create(
        period=period,
        opens_on=period.first_day,
        due_at=due,
        grace_until=grace,
        lock_at=lock,
        **fields,
    )


def make_item(unit, title, *, state=ItemState.UNDER_WAY, percent=0, light=Light.ON_TRACK, **fields):
    deadline = fields.pop("deadline", None)
    kind = fields.pop("deadline_kind", DeadlineKind.DATE if deadline else DeadlineKind.ONGOING)
    return WorkItem.objects.create(
        unit=unit,
        title=title,
        kind=ItemKind.KEY_TASK,
        year=fields.pop("year", 2026),
        state=state,
        percent=percent,
        light=light,
        deadline=deadline and date.fromisoformat(deadline),
        deadline_kind=kind,
        **fields,
    )


def make_report(
    unit, person, *, signed=None, state=ReportState.SUBMITTED, period=NOVEMBER, items=()
):
    """A report with its lines; `signed` is the moment of the first (and last) signature."""
    month = Month.objects.get(period=period)
    fields = {}
    if signed:
        moment = at(signed)
        fields = {
            "signed_at": moment,
            "signed_by": person,
            "first_signed_at": moment,
            "first_due_at": month.due_at,
        }
    report = MonthlyReport.objects.create(unit=unit, period=period, state=state, **fields)
    for item in items:
        ItemProgress.objects.create(report=report, item=item, period=period, percent=item.percent)
    return report
