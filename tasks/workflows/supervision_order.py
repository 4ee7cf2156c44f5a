"""点对点督办: drafted, issued with a gapless number, signed for, answered, closed by staff who did not answer it."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tasks.closing import facts_changed
from tasks.guidance import letters
from tasks.guidance.order_paper import draw
from tasks.models import OrderAnswer, OrderState, SupervisionOrder
from tasks.sheet_paper import freeze
from units.models import Role
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.numbering import take_numbers
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workdays import add_workdays
from zhaotong_portal.workflow import Move, NotAllowed, StateChanged, Workflow, check_text

State = OrderState
NUMBER_SERIES = "supervision_order"
UNIT = {Role.OFFICER, Role.SECRETARY}
# A leader stands in for staff where the unit is the committee itself (`Scope.decides_for`).
DECIDERS = {Role.STAFF, Role.LEADER}
RECALLABLE = {State.DRAFTED, State.ISSUED, State.SIGNED_FOR, State.ANSWERED}
FIELDS = ("title", "facts", "demand", "due_on")

TRANSITIONS = {
    "issue": Move("印发", {State.DRAFTED}, State.ISSUED, by=DECIDERS),
    "sign_for": Move("签收", {State.ISSUED}, State.SIGNED_FOR, by={Role.SECRETARY}),
    "answer": Move("答复", {State.SIGNED_FOR}, State.ANSWERED, by=UNIT, needs_reason=True),
    "not_enough": Move(
        "要求继续办理", {State.ANSWERED}, State.ISSUED, by=DECIDERS, needs_reason=True
    ),
    "close": Move("办结", {State.ANSWERED}, State.CLOSED, by=DECIDERS),
    "recall": Move("撤回", RECALLABLE, State.RECALLED, by=DECIDERS, needs_reason=True),
}
_JUDGING = {"close", "not_enough"}


def _may_decide(order, actor, move_name):
    if move_name in ("sign_for", "answer"):
        return
    scope = actor.scope
    if not scope.decides_for(order.unit):
        raise NotAllowed("这个单位的督办不由您办理。")
    people = scope.people_deciding(actor.pk, order.unit)
    if move_name in _JUDGING and people & answerers(order):
        raise NotAllowed("本人答复或签发的督办单，须由其他人员核查办结。")


def answerers(order):
    """Everybody who ever answered this order or signed an answer: none of them judges it."""
    people = set(order.answers.values_list("answered_by", "signed_by"))
    return {pk for pair in people for pk in pair if pk} | {order.answered_by_id} - {None}


ORDER = Workflow("order", SupervisionOrder, TRANSITIONS, _may_decide)


def may_draft(actor, unit) -> bool:
    return actor.scope.role in DECIDERS and actor.scope.decides_for(unit)


def default_due(today=None):
    return add_workdays(today or timezone.localdate(), settings.ORDER_DUE_WORKDAYS)


@transaction.atomic
def draft_order(
    actor, unit, *, title, facts, demand, due_on=None, item=None, subject_key=""
) -> SupervisionOrder:
    """A 督办单 to be issued by a named person. `actor` None is the portal itself (a step of the escalation ladder).

    Raises NotAllowed, StateChanged (one about the same subject is still open), ValidationError by field.
    """
    if actor is not None and not may_draft(actor, unit):
        raise NotAllowed("这个单位的督办单不由您拟制。")
    due_on = due_on or default_due()
    _check_day(due_on)
    if item is not None and item.unit_id != unit.pk:
        raise ValidationError({"item": "这个事项不是该单位的。"})
    order = SupervisionOrder(
        unit=unit, title=title.strip(), facts=facts.strip(), demand=demand.strip(), due_on=due_on,
        first_due_on=due_on, item=item, subject_key=subject_key, drafted_by=actor,
    )  # fmt: skip
    order.full_clean(exclude=["paper"], validate_constraints=False)
    try:
        with transaction.atomic():
            order.save()
    except IntegrityError as error:  # the database's promise: one open order a unit and subject
        raise StateChanged("这件事已有未办结的督办单。") from error
    record(actor, "order.drafted", "拟制督办单", order)
    return order


@transaction.atomic
def edit(pk, actor, **fields) -> SupervisionOrder:
    """Other words, as long as it is a draft."""
    pk = SupervisionOrder.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    order = SupervisionOrder.objects.select_for_update(of=("self",)).get(pk=pk)
    if not may_draft(actor, order.unit):
        raise NotAllowed("这个单位的督办单不由您拟制。")
    if order.state != State.DRAFTED:
        raise StateChanged("已印发的督办单不能修改，需要更正的请撤回后另拟。")
    before = values_of(order, FIELDS)
    for name, value in fields.items():
        setattr(order, name, value.strip() if isinstance(value, str) else value)
    _check_day(order.due_on)
    order.first_due_on = order.due_on
    order.full_clean(exclude=["paper"], validate_constraints=False)
    if changes := differences(before, order, FIELDS):
        order.save()
        record(actor, "order.edited", "修改督办单", order, changes=changes)
    return order


@transaction.atomic
def issue(pk, actor) -> SupervisionOrder:
    """Number, freeze, and hand over to the unit: all or nothing, so that no number is missing."""
    order = ORDER.begin("issue", pk, actor)
    if not order.unit.__class__.objects.active().filter(pk=order.unit_id).exists():
        raise StateChanged("该单位已停用或合并，请撤回后向接续单位另拟。")
    _check_day(order.due_on)
    now = timezone.now()
    year = timezone.localtime(now).year
    number = take_numbers(NUMBER_SERIES, year)[0]
    order.document_number = settings.ORDER_NUMBER_FORMAT.format(year=year, number=number)
    order.issued_by, order.issued_at = actor, now
    order.paper = freeze(draw(order, issuer=actor, issued_on=timezone.localdate(now)))
    letters.order_issued(order)
    return _finish("issue", order, actor, changes={"发文字号": ["", order.document_number]})


@transaction.atomic
def sign_for(pk, actor) -> SupervisionOrder:
    """The secretary has received it."""
    order = ORDER.begin("sign_for", pk, actor)
    order.signed_for_by, order.signed_for_at = actor, timezone.now()
    return _finish("sign_for", order, actor)


@transaction.atomic
def answer(pk, actor, text) -> SupervisionOrder:
    """A round of its own. A secretary who answers has signed with it."""
    order = ORDER.begin("answer", pk, actor, text)
    now = timezone.now()
    signs = actor.scope.role == Role.SECRETARY
    OrderAnswer.objects.create(
        order=order, number=order.answers.count() + 1, text=text.strip(), answered_by=actor,
        answered_at=now, signed_by=actor if signs else None, signed_at=now if signs else None,
    )  # fmt: skip
    order.answered_by, order.answered_at = actor, now
    return _finish("answer", order, actor, text)


def can_sign(order, actor) -> bool:
    """Whether this secretary's signature is still missing under the answer that waits."""
    if actor.scope.role != Role.SECRETARY or order.state != State.ANSWERED:
        return False
    last = order.answers.last()
    return last is not None and last.signed_by_id is None


@transaction.atomic
def sign(pk, actor) -> SupervisionOrder:
    """The secretary signs the officer's answer. The committee judges either way: signing is not deciding."""
    pk = SupervisionOrder.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    order = SupervisionOrder.objects.select_for_update(of=("self",)).get(pk=pk)
    if actor.scope.role != Role.SECRETARY:
        raise NotAllowed("督办答复由党组织书记签发。")
    if not can_sign(order, actor):
        raise StateChanged("督办答复已签发，或已不在待核查状态。")
    last = order.answers.last()
    last.signed_by, last.signed_at = actor, timezone.now()
    last.save(update_fields=["signed_by", "signed_at"])
    record(actor, "order.sign", "签发督办答复", order)
    return order


@transaction.atomic
def not_enough(pk, actor, reason) -> SupervisionOrder:
    """Back to the unit, which signs for it and answers anew. Time that the committee took is not the unit's."""
    order = ORDER.begin("not_enough", pk, actor, reason)
    _close_round(order, actor, "not_enough", reason)
    before = order.due_on
    order.due_on = max(before, add_workdays(timezone.localdate(), settings.RETURN_DUE_WORKDAYS))
    order.signed_for_by = order.signed_for_at = None
    changes = {}
    if order.due_on != before:
        changes["办理时限"] = [before.isoformat(), order.due_on.isoformat()]
    letters.order_returned(order, reason)
    return _finish("not_enough", order, actor, reason, changes)


@transaction.atomic
def close(pk, actor, opinion="") -> SupervisionOrder:
    """Somebody who neither answered nor signed has seen that it is done."""
    order = ORDER.begin("close", pk, actor)
    _close_round(order, actor, "closed", opinion)
    order.closed_by, order.closed_at = actor, timezone.now()
    return _finish("close", order, actor, opinion)


@transaction.atomic
def recall(pk, actor, reason) -> SupervisionOrder:
    """Taken back; the number stays with it and is not given again."""
    order = ORDER.begin("recall", pk, actor, reason)
    order.recalled_by, order.recalled_at = actor, timezone.now()
    order.recall_reason = reason.strip()
    letters.order_recalled(order)
    return _finish("recall", order, actor, reason)


def _close_round(order, actor, verdict, text):
    check_text(text, "核查意见")
    last = order.answers.last()
    if last is None:  # brought in without its answers
        return
    last.verdict, last.verdict_text = verdict, text.strip()
    last.judged_by, last.judged_at = actor, timezone.now()
    last.save(update_fields=["verdict", "verdict_text", "judged_by", "judged_at"])


def _finish(name, order, actor, reason="", changes=None):
    order = ORDER.finish(name, order, actor, reason, changes)
    facts_changed(order.unit_id)
    return order


def _check_day(day):
    today = timezone.localdate()
    if day < today:
        raise ValidationError({"due_on": "办理时限不能早于今天。"})
    if day > today + timedelta(days=settings.COMMITMENT_MAX_DAYS):
        raise ValidationError({"due_on": f"办理时限 {full_day_text(day)} 太远，请核对年份。"})
