"""时限变更: a deadline moves only here. The unit asks with a reason, staff decide; the first deadline stays."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tasks.closing import facts_changed
from tasks.figures import items_changed
from tasks.models import DeadlineChange, DeadlineChangeState, DeadlineKind, WorkItem
from tasks.models.work_item import OPEN_STATES
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.wording import deadline_text
from zhaotong_portal.workflow import Move, NotAllowed, ReasonRequired, StateChanged, Workflow

ASKED = {DeadlineChangeState.ASKED}
DECIDERS = (Role.STAFF, Role.LEADER)
UNIT = (Role.OFFICER, Role.SECRETARY)

TRANSITIONS = {
    "grant": Move("同意变更时限", ASKED, DeadlineChangeState.GRANTED, by=DECIDERS),
    "decline": Move(
        "不同意变更时限", ASKED, DeadlineChangeState.DECLINED, by=DECIDERS, needs_reason=True
    ),
    "withdraw": Move("撤回时限变更申请", ASKED, DeadlineChangeState.WITHDRAWN, by=UNIT),
}
FURTHEST = timedelta(days=5 * 366)


def _may_decide(change, actor, move_name):
    if move_name == "withdraw":
        return
    if not actor.scope.decides_for(change.item.unit):
        raise NotAllowed("这个单位的时限变更不由您审批。")
    if change.asked_by_id in actor.scope.people_deciding(actor.pk, change.item.unit):
        raise NotAllowed("本人提出的申请，须由其他人员审批。")


DEADLINE = Workflow("deadline", DeadlineChange, TRANSITIONS, _may_decide)


def can_ask(item, actor):
    """Whether this person may ask for another deadline of the item now (one open request at a time)."""
    return (
        actor.scope.role in UNIT
        and item.unit_id in actor.scope.unit_ids
        and item.state in OPEN_STATES
        and not item.deadline_changes.open().exists()
    )


@transaction.atomic
def ask(item, actor, new_deadline, reason, kind=DeadlineKind.DATE):
    """The unit asks for another deadline. Raises ValidationError for a day that makes no sense."""
    item_id = WorkItem.objects.visible_to(actor).values_list("pk", flat=True).get(pk=item.pk)
    item = WorkItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    if actor.scope.role not in UNIT:
        raise NotAllowed("时限变更由责任单位提出。")
    if item.state not in OPEN_STATES:
        raise StateChanged(f"事项当前状态是“{item.get_state_display()}”，不能申请变更时限。")
    if not reason.strip():
        raise ReasonRequired("请写明申请变更时限的理由。")
    _check_day(item, new_deadline, kind)
    change = DeadlineChange(
        item=item,
        old_deadline=item.deadline,
        old_deadline_kind=item.deadline_kind,
        new_deadline=new_deadline,
        new_deadline_kind=kind,
        reason=reason.strip(),
        asked_by=actor,
    )
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError as error:  # the database's promise: one open request an item
        raise StateChanged("已有一份时限变更申请在等待审批，不能重复申请。") from error
    text = deadline_text(new_deadline, kind)
    record(
        actor, "deadline.ask", "申请变更时限", item,
        changes={"申请时限": [deadline_text(item.deadline, item.deadline_kind), text]}, reason=reason,
    )  # fmt: skip
    return change


def _check_day(item, day, kind):
    if kind != DeadlineKind.DATE:
        return
    today = timezone.localdate()
    if day is None:
        problem = "请填写申请的新时限。"
    elif day == item.deadline:
        problem = "新时限与现有时限相同。"
    elif day < today:
        problem = "新时限不能早于今天。"
    elif day > today + FURTHEST:
        problem = "新时限超过五年，请核对年份。"
    else:
        return
    raise ValidationError({"new_deadline": problem})


@transaction.atomic
def grant(change_id, actor, decision=""):
    """Move the item's deadline; `first_deadline` keeps the first promise."""
    change = DEADLINE.begin("grant", change_id, actor)
    item = WorkItem.objects.select_for_update(of=("self",)).get(pk=change.item_id)
    if item.state not in OPEN_STATES:
        raise StateChanged(f"事项当前状态是“{item.get_state_display()}”，时限不再变更。")
    before = deadline_text(item.deadline, item.deadline_kind)
    item.deadline, item.deadline_kind = change.new_deadline, change.new_deadline_kind
    item.save(update_fields=["deadline", "deadline_kind"])
    after = deadline_text(item.deadline, item.deadline_kind)
    _decide(change, actor, decision)
    DEADLINE.finish("grant", change, actor, reason=decision)
    record(
        actor, "deadline.grant", "同意变更时限", item,
        changes={"完成时限": [before, after]}, reason=decision,
    )  # fmt: skip
    items_changed([item.unit_id])
    facts_changed(item.unit_id)
    return change


@transaction.atomic
def decline(change_id, actor, reason):
    """Leave the deadline as it is, and say why."""
    change = DEADLINE.begin("decline", change_id, actor, reason)
    _decide(change, actor, reason)
    DEADLINE.finish("decline", change, actor, reason=reason)
    record(actor, "deadline.decline", "不同意变更时限", change.item, reason=reason)
    return change


@transaction.atomic
def withdraw(change_id, actor):
    """The unit takes its request back."""
    change = DEADLINE.begin("withdraw", change_id, actor)
    DEADLINE.finish("withdraw", change, actor)
    record(actor, "deadline.withdraw", "撤回时限变更申请", change.item)
    return change


def withdraw_open(item, reason):
    """An item that ends takes its open request along; the portal does it, in the caller's transaction."""
    for change in DeadlineChange.objects.open().filter(item=item).select_for_update():
        change.decision = reason
        DEADLINE.finish("withdraw", change, None, reason=reason)


def _decide(change, actor, decision):
    change.decided_by, change.decided_at, change.decision = actor, timezone.now(), decision.strip()
