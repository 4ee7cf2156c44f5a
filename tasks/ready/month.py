"""What the month adds to the header and the home page."""

from django.urls import reverse
from django.utils import timezone

from tasks.clock import due_at_for, open_to_units
from tasks.models import Month, MonthlyReport, ReportState
from tasks.review_queue import waiting_for
from units.models import Role
from zhaotong_portal import navigation, todo
from zhaotong_portal.todo import Todo

WAITS_FOR = {
    Role.OFFICER: (ReportState.DRAFT, ReportState.RETURNED),
    Role.SECRETARY: (ReportState.TO_SIGN,),
}


def register():
    navigation.register("本月填报", "month_now", WAITS_FOR, order=20, badge=months_waiting)
    navigation.register(
        "审核",
        "queue",
        [Role.STAFF, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR],
        order=20,
        badge=reviews_waiting,
    )
    todo.register(todos)


def _with(user):
    """Reports that wait for this person: of open months, and of locked ones that were returned or reopened."""
    reports = MonthlyReport.objects.visible_to(user).filter(state__in=WAITS_FOR[user.scope.role])
    return open_to_units(reports)


def months_waiting(user):
    return _with(user)


def reviews_waiting(user):
    """Only who decides is called."""
    if user.scope.role not in (Role.STAFF, Role.LEADER):
        return None
    return waiting_for(user)


def todos(user):
    if user.scope.role in WAITS_FOR:
        yield from _for_unit(user)
    elif user.scope.is_committee_side:
        yield from _for_reviewer(user)


def _for_unit(user):
    reports = list(_with(user).select_related("unit").order_by("period", "unit__protocol_order"))
    several = len(user.scope.unit_ids) > 1  # a secretary who also signs for another unit
    months = {m.period: m for m in Month.objects.filter(period__in=[r.period for r in reports])}
    for report in reports:
        returned = report.state == ReportState.RETURNED
        due_at = report.return_due_at or due_at_for(report.unit_id, months[report.period])
        unit = report.unit.short_name if several else ""
        label = f"{unit}{report.period.label}月度进展"
        if report.state == ReportState.TO_SIGN:
            label += "待您签发"
        else:
            label += "被退回，待修改" if returned else "待填报"
        yield Todo(
            label,
            1,
            report.get_absolute_url(),
            due_on=timezone.localdate(due_at),
            urgent=returned or timezone.now() > due_at,
        )


def _for_reviewer(user):
    oldest = waiting_for(user).values_list("signed_at", flat=True)
    count = len(oldest := list(oldest))
    if count:
        first = timezone.localdate(oldest[0])
        yield Todo(
            "月度进展待审核",
            count,
            reverse("queue"),
            note=f"最早 {first.month}月{first.day}日签发",
        )
