"""报送: which units of a month a figure about reports counts, as conditions on `UnitMonth` (rules.md §2).

The sums of the dashboard, the list of reports and the heat-map all use these, so that a figure has as many rows as
it says. Missing is asked of the clock while the month runs, and of the frozen row after the lock.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tasks.models import MonthException, ReportState

SIGNED = Q(expected=True, first_signed_at__isnull=False)
WITH_THE_UNIT = (ReportState.DRAFT, ReportState.TO_SIGN, ReportState.RETURNED)

LABELS = {
    "expected": "应报",
    "reported": "已报",
    "on_time": "按时",
    "late": "逾期报送",
    "missing": "未报",
    "open": "尚未报送",
    "submitted": "待审核",
    "returned": "退回",
    "accepted": "已通过",
    "exempt": "免报",
}


def conditions(month, now=None):
    """{state: condition on UnitMonth} for the months' row `month` (None: never opened)."""
    missing = missing_in(month, now)
    return {
        "expected": Q(expected=True),
        "reported": SIGNED,
        "on_time": SIGNED & Q(is_late=False),
        "late": SIGNED & Q(is_late=True),
        "missing": missing,
        "open": Q(expected=True, first_signed_at=None) & ~missing,
        "submitted": Q(report_state=ReportState.SUBMITTED),
        "returned": SIGNED & Q(report_state__in=WITH_THE_UNIT),
        "accepted": Q(report_state=ReportState.ACCEPTED),
        "exempt": Q(expected=False),
    }


def missing_in(month, now=None, at=""):
    """Expected and never signed, once the grace has ended; a unit with an extension has until then.

    `at` is the lookup that leads to the `UnitMonth` where that is not the row itself ("before__").
    """
    unsigned = Q(**{f"{at}expected": True, f"{at}first_signed_at": None})
    now = now or timezone.now()
    if month is None or (not month.is_locked and now < month.grace_until):
        return unsigned & Q(pk=None)
    if month.is_locked:
        return Q(**{f"{at}is_missing": True})
    extended = MonthException.objects.filter(month=month, unit=OuterRef("unit"), due_at__gte=now)
    return unsigned & ~Exists(extended)
