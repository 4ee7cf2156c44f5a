"""What this app's own records say against each other: items, months, activities, orders, spot checks."""

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from tasks.contradictions.registry import Contradiction, register
from tasks.models import (
    ItemProgress,
    ItemState,
    Light,
    MonthlyReport,
    OrderState,
    ReportState,
    SpotCheck,
    SupervisionOrder,
    Verdict,
    WorkItem,
)
from zhaotong_portal.wording import full_day_text

SIGNED = (ReportState.SUBMITTED, ReportState.ACCEPTED)
DONE = (ItemState.REPORTED_DONE, ItemState.ACCEPTED)
RUNNING_ORDERS = (OrderState.ISSUED, OrderState.SIGNED_FOR, OrderState.ANSWERED)


def register_all():
    register("overdue_on_track", "已逾期，进度灯仍为正常", overdue_on_track)
    register("percent_fell", "进度比上次签发时减少", percent_fell)
    register("order_item_done", "督办没有办结，事项已报结", order_item_done)
    register("order_item_overdue", "督办已办结，事项仍逾期", order_item_overdue)
    register("untrue_accepted", "抽查不实，数据未更正", untrue_accepted)


def overdue_on_track(user, period):
    today = timezone.localdate()
    for item in WorkItem.objects.visible_to(user).overdue(today).filter(light=Light.ON_TRACK):
        url = item.get_absolute_url()
        late = f"时限{full_day_text(item.deadline)}，已逾期 {item.overdue_days} 天"
        yield Contradiction(
            item.unit_id, f"item-{item.pk}", item.title, "进度灯：正常", url, late, url
        )


def percent_fell(user, period):
    """Of the month's signed reports: less than the latest signed line before it."""
    before = ItemProgress.objects.filter(
        item=OuterRef("item"), period__lt=OuterRef("period"), report__state__in=SIGNED,
        edited_at__isnull=False, percent__isnull=False,
    ).order_by("-period")  # fmt: skip
    reports = MonthlyReport.objects.visible_to(user).of(period).filter(state__in=SIGNED)
    lines = ItemProgress.objects.filter(report__in=reports.order_by(), edited_at__isnull=False)
    lines = lines.annotate(
        percent_before=Subquery(before.values("percent")[:1]),
        period_before=Subquery(before.values("period")[:1]),
    )
    fallen = lines.filter(percent__lt=F("percent_before")).select_related("item", "report")
    for line in fallen.order_by("pk"):
        yield Contradiction(
            line.report.unit_id, f"line-{line.pk}", line.item.title,
            f"{period.label}填报 {line.percent}%", f"{line.report.get_absolute_url()}#line-{line.pk}",
            f"{line.period_before.label}签发 {line.percent_before}%", line.item.get_absolute_url(),
        )  # fmt: skip


def _orders(user, *states):
    return (
        SupervisionOrder.objects.visible_to(user)
        .filter(state__in=states, item__isnull=False)
        .select_related("item")
        .order_by("pk")
    )


def order_item_done(user, period):
    for order in _orders(user, *RUNNING_ORDERS).filter(item__state__in=DONE):
        yield _about_order(order, order.item.get_state_display())


def order_item_overdue(user, period):
    overdue = WorkItem.objects.overdue().order_by().values("pk")
    for order in _orders(user, OrderState.CLOSED).filter(item__in=overdue):
        yield _about_order(order, f"已逾期 {order.item.overdue_days} 天")


def _about_order(order, standing):
    return Contradiction(
        order.unit_id, f"order-{order.pk}", order.item.title,
        f"{order.document_number or '督办单'}：{order.get_state_display()}", order.get_absolute_url(),
        f"事项：{standing}", order.item.get_absolute_url(),
    )  # fmt: skip


def untrue_accepted(user, period):
    """Looked into and found untrue, while the report stands as it was accepted before."""
    decided = MonthlyReport.objects.filter(
        unit=OuterRef("unit"), period=OuterRef("draw__period"), state__in=SIGNED
    )
    checks = SpotCheck.objects.visible_to(user).filter(verdict=Verdict.UNTRUE)
    checks = checks.annotate(signed_at=Subquery(decided.values("signed_at")[:1]))
    for check in checks.filter(signed_at__lt=F("checked_at")).select_related("draw"):
        month = f"{reverse('month', args=[check.draw.period])}?unit={check.unit_id}"
        yield Contradiction(
            check.unit_id, f"check-{check.pk}", check.said, "抽查核实：不实", check.get_absolute_url(),
            f"{check.draw.period.label}月报仍按原数签发", month,
        )  # fmt: skip
