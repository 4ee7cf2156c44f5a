"""What the area of reminder sheets adds to the header and the home page."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tasks.models import (
    Delivery,
    DeliveryState,
    Escalation,
    EscalationState,
    LineReply,
    ReminderSheet,
    ReplyKind,
    SheetState,
)
from units.models import Role
from zhaotong_portal import navigation, todo
from zhaotong_portal.todo import Todo
from zhaotong_portal.workdays import add_workdays

EDITORS = [Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR]


def register():
    from tasks import sheet_texts, texts

    texts.register(*sheet_texts.OWN)
    navigation.register("提示单", "reminders", list(Role), order=50, badge=waiting)
    todo.register(todos)
    navigation.register("逐级督促", "escalations", [r for r in Role if r != Role.INSPECTOR], 118)
    navigation.register("提示单答复", "line_replies", [r for r in Role if r != Role.INSPECTOR], 119)
    navigation.register("文本模板", "sheet_texts", EDITORS, order=150)
    navigation.register("固定任务", "fixed_tasks", EDITORS, order=151)
    navigation.register("后台任务", "jobs", EDITORS, order=160)


def waiting(user):
    """A unit: sheets not signed for. Staff: sheets composed and not issued."""
    scope = user.scope
    if scope.works_in_unit:
        return _unsigned(user)
    return _to_issue(user) if scope.role == Role.STAFF else None


def _unsigned(user):
    rows = ReminderSheet.objects.visible_to(user)
    return rows.filter(state=SheetState.ISSUED, signed_for_at=None)


def _to_issue(user):
    rows = ReminderSheet.objects.filter(state=SheetState.COMPOSED)
    return rows if user.scope.whole else rows.filter(unit__district__in=user.scope.district_ids)


def todos(user):
    if user.scope.works_in_unit:
        yield from _for_unit(user)
    elif user.scope.role == Role.STAFF:
        yield from _for_staff(user)
        yield from _to_decide(user)


def _for_unit(user):
    """The secretary signs; the officer sees that it still waits."""
    sheets = list(_unsigned(user).order_by("period"))
    if not sheets:
        return
    secretary = user.scope.role == Role.SECRETARY
    issued_on = timezone.localdate(sheets[0].issued_at)
    due_on = add_workdays(issued_on, settings.REMINDER_SIGN_WITHIN_WORKDAYS)
    yield Todo(
        "待签收的工作提示单" if secretary else "待书记签收的工作提示单",
        len(sheets),
        sheets[0].get_absolute_url() if len(sheets) == 1 else reverse("reminders"),
        due_on=due_on,
        urgent=secretary and due_on < timezone.localdate(),
    )


def _for_staff(user):
    periods = list(_to_issue(user).order_by("-period").values_list("period", flat=True))
    if periods:
        yield Todo(
            "待印发的工作提示单", len(periods), reverse("reminders_month", args=[periods[0]])
        )
    stuck = Delivery.objects.visible_to(user).filter(
        state__in=[DeliveryState.GIVEN_UP, DeliveryState.BOUNCED], sheet__state=SheetState.ISSUED
    )
    period = stuck.order_by("-pk").values_list("sheet__period", flat=True).first()
    if period:
        url = f"{reverse('reminders_month', args=[period])}?show=trouble"
        yield Todo("多次发送失败的提示单投递", stuck.count(), url, urgent=True)


def _to_decide(user):
    """Replies that wait, help first, and steps of the ladder that are proposed; two queries."""
    waiting = user.scope.deciding(LineReply.objects.waiting(), "line__sheet__unit")
    kinds = list(waiting.values_list("kind", flat=True))
    url = f"{reverse('line_replies')}?state=open"
    wanting_help = kinds.count(ReplyKind.HELP)
    yield Todo("单位请求协助的提示事项", wanting_help, f"{url}&kind=help", urgent=True)
    yield Todo("待处理的提示单答复", len(kinds) - wanting_help, url)
    proposed = user.scope.deciding(Escalation.objects.filter(state=EscalationState.PROPOSED))
    yield Todo(
        "待决定的催办、会商、督办", proposed.count(), f"{reverse('escalations')}?state=proposed"
    )
