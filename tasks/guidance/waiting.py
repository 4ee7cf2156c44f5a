"""What of guidance waits for somebody on the home page."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from tasks.models import (
    Commitment,
    Consultation,
    ConsultationState,
    DispatchMeeting,
    MeetingState,
    OrderState,
    RatingInvitation,
    SupervisionOrder,
    Visit,
    VisitState,
)
from tasks.models.supervision_order import WITH_UNIT
from units.models import Role
from zhaotong_portal.todo import Todo


def todos(user):
    scope = user.scope
    if scope.works_in_unit:
        yield from _of_the_unit(user)
    elif scope.is_committee_side:
        yield from _to_decide(scope)
        if scope.role == Role.STAFF:
            yield from _to_look_after(user)


def _of_the_unit(user):
    today = timezone.localdate()
    orders = SupervisionOrder.objects.visible_to(user).with_unit()
    found = {row["state"]: row for row in orders.order_by().values("state").annotate(n=Count("pk"), due=Min("due_on"))}  # fmt: skip
    labels = {
        OrderState.ISSUED: "待签收的督办单" if user.scope.role == Role.SECRETARY else "待书记签收的督办单",
        OrderState.SIGNED_FOR: "待答复的督办单",
    }  # fmt: skip
    for state in WITH_UNIT:
        if row := found.get(state):
            yield Todo(labels[state], row["n"], f"{reverse('orders')}?state={state}", due_on=row["due"], urgent=True)  # fmt: skip
    promises = Commitment.objects.visible_to(user).open().filter(reported_at=None)
    row = promises.aggregate(late=Count("pk", filter=Q(due_on__lt=today)), n=Count("pk"), due=Min("due_on"))  # fmt: skip
    yield Todo("逾期未兑现的商定事项", row["late"], f"{reverse('commitments')}?state=overdue", urgent=True)  # fmt: skip
    if not row["late"]:
        yield Todo("待落实的商定事项", row["n"], f"{reverse('commitments')}?state=open", due_on=row["due"])  # fmt: skip
    open_to_rate = RatingInvitation.objects.visible_to(user).in_time(today)
    invited = open_to_rate.aggregate(n=Count("pk"), until=Min("until"))
    first = open_to_rate.select_related("consultation", "visit").first() if invited["n"] else None
    if first:
        yield Todo("会商、调研请评价", invited["n"], first.subject.get_absolute_url(), due_on=invited["until"], note="一键评价，不记名")  # fmt: skip


def _to_decide(scope):
    orders = scope.deciding(SupervisionOrder.objects.all()).order_by()
    found = orders.aggregate(
        drafted=Count("pk", filter=Q(state=OrderState.DRAFTED)),
        answered=Count("pk", filter=Q(state=OrderState.ANSWERED)),
    )
    yield Todo("督办答复待核查", found["answered"], _address("orders", "answered&mine=on"))
    yield Todo("待印发的督办单", found["drafted"], _address("orders", "drafted&mine=on"))
    reported = scope.deciding(Commitment.objects.reported()).count()
    yield Todo("商定事项待确认", reported, _address("commitments", "reported&mine=on"))


def _to_look_after(user):
    """What was planned and whose day is over: to be said that it took place, to be recorded, to be fed back."""
    for label, address, model, past, then in (
        ("会商", "consultations", Consultation, "past_planned", (ConsultationState.HELD, "待完成记录")),
        ("调度会", "meetings", DispatchMeeting, "past_planned", (MeetingState.HELD, "待整理纪要")),
        ("调研", "visits", Visit, "past_registered", (VisitState.CARRIED_OUT, "待反馈")),
    ):  # fmt: skip
        state, what = then
        rows = model.objects.visible_to(user)
        found = rows.aggregate(
            past=Count("pk", filter=Q(pk__in=getattr(rows, past)().values("pk"))),
            waiting=Count("pk", filter=Q(state=state)),
        )
        yield Todo(f"{label}日期已过，请登记", found["past"], _address(address, "past"))
        yield Todo(f"{label}{what}", found["waiting"], _address(address, state))


def _address(name, state):
    return f"{reverse(name)}?state={state}"
