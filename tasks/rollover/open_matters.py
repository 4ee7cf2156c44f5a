"""What a year that ends still has open: each with its number and a link to its rows. Higher apps add theirs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from tasks.models import (
    DeadlineChange,
    ItemState,
    Month,
    MonthlyReport,
    PushPlan,
    ReportState,
    WorkItem,
)
from tasks.rollover.proposals import open_items
from zhaotong_portal.period import Period


@dataclass(frozen=True)
class Matter:
    label: str
    count: int
    url: str


_providers: list[Callable[..., Iterable[Matter]]] = []


def register(provider):
    """`provider(user, year)` gives matters; a constant number of queries."""
    _providers.append(provider)


def of_year(year, user) -> list[Matter]:
    """All that is still open, without what is settled."""
    return [each for provider in _providers for each in provider(user, year) if each.count]


def own(user, year):
    """What this app knows."""
    yield from _months(user, year)
    items = reverse("items")
    claimed = WorkItem.objects.visible_to(user).filter(
        state=ItemState.REPORTED_DONE, year__lte=year, last_year=None
    )
    yield Matter("已报结、待验收的事项", claimed.count(), f"{items}?state=reported_done")
    yield Matter("未完成的事项", open_items(year).count(), f"{items}?state=open")
    changes = DeadlineChange.objects.visible_to(user).open().filter(item__year__lte=year)
    yield Matter("待审批的时限变更", changes.count(), f"{reverse('deadlines')}?state=open")
    plans = PushPlan.objects.visible_to(user).of_year(year).open()
    yield Matter(
        "没有办结的攻坚计划", plans.count(), f"{reverse('midyear', args=[year])}?show=plans"
    )


def _months(user, year):
    """Month by month, oldest first: not locked yet, back with units, waiting for the staff's verdict."""
    first, last = Period(year, 1), Period(year, 12)
    reports = reverse("reports")
    counted = (
        MonthlyReport.objects.visible_to(user)
        .filter(period__range=(first, last))
        .filter(state__in=[ReportState.RETURNED, ReportState.SUBMITTED])
        .order_by("period", "-state")
        .values_list("period", "state")
        .annotate(Count("pk"))
    )
    labels = {ReportState.RETURNED: "被退回的月度进展", ReportState.SUBMITTED: "待审核的月度进展"}
    for month in Month.objects.unlocked().filter(period__range=(first, last)).order_by("period"):
        yield Matter(f"{month.period.label}尚未锁定", 1, f"{reports}?month={month.period}")
    for period, state, count in counted:
        url = f"{reports}?month={period}&state={state}"
        yield Matter(f"{period.label}{labels[state]}", count, url)
