"""Which month a page shows, and the ones beside it."""

from dataclasses import dataclass

from tasks.models import Month
from zhaotong_portal.period import Period


@dataclass(frozen=True)
class Shown:
    """The month of a page. `month` is None for one that was never opened; `locked` are the locked ones near it."""

    period: Period
    month: Month | None
    previous: Period | None
    next: Period | None
    near: dict

    @property
    def is_running(self):
        return self.month is not None and not self.month.is_locked


def shown(period=None) -> Shown:
    """The month asked for, else the latest one that was opened. One query."""
    months = {month.period: month for month in Month.objects.order_by("period")}
    if period is None:
        period = max(months) if months else Period.current()
    earlier = [each for each in months if each < period]
    later = [each for each in months if each > period]
    return Shown(
        period,
        months.get(period),
        max(earlier, default=None),
        min(later, default=None),
        months,
    )
