"""事项: staff's verdicts on what units claim, and what ends or continues an item.

`not_started`, `under_way` and `reported_done` come with the month's signature (tasks/item_state.py); the moves
here are made on the item itself.
"""

from django.db import transaction

from tasks.closing import facts_changed
from tasks.figures import items_changed
from tasks.item_state import last_accepted, stand
from tasks.models import ItemProgress, ItemState, WorkItem
from tasks.models.work_item import REPORTING_STATES
from tasks.workflows.deadline_change import withdraw_open
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import Move, NotAllowed, StateChanged, Workflow

# A leader stands in for staff where the item is the committee's own (`Scope.decides_for`).
DECIDERS = (Role.STAFF, Role.LEADER)

TRANSITIONS = {
    "accept": Move("验收通过", {ItemState.REPORTED_DONE}, ItemState.ACCEPTED, by=DECIDERS),
    "not_yet": Move(
        "不予验收", {ItemState.REPORTED_DONE}, ItemState.UNDER_WAY, by=DECIDERS, needs_reason=True
    ),
    "reopen": Move(
        "重新开放", {ItemState.ACCEPTED}, ItemState.UNDER_WAY, by=DECIDERS, needs_reason=True
    ),
    "cancel": Move(
        "取消事项", REPORTING_STATES, ItemState.CANCELLED, by=DECIDERS, needs_reason=True
    ),
    "carry": Move("结转下一年度", REPORTING_STATES, ItemState.CANCELLED, by=DECIDERS),
}


def _may_decide(item, actor, move_name):
    if not actor.scope.decides_for(item.unit):
        raise NotAllowed("这个单位的事项不由您审批。")
    people = actor.scope.people_deciding(actor.pk, item.unit)
    if move_name in ("accept", "not_yet") and people & _claimants(item):
        raise NotAllowed("本人送签或签发的报结，须由其他人员审核。")


def _claimants(item):
    """Whoever sent or signed the claim that now stands: nobody decides on what they submitted."""
    line = (
        ItemProgress.objects.filter(item=item, claims_done=True, report__signed_at__isnull=False)
        .select_related("report")
        .order_by("-period")
        .first()
    )
    return set() if line is None else {line.report.sent_by_id, line.report.signed_by_id}


ITEM = Workflow("item", WorkItem, TRANSITIONS, _may_decide)


@transaction.atomic
def accept(item_id, actor):
    """Accept a claim on the item itself, ahead of its report."""
    item = ITEM.begin("accept", item_id, actor)
    item.state_reason = ""
    return _finish("accept", item, actor)


@transaction.atomic
def not_yet(item_id, actor, reason):
    """Refuse a claim: percent and light fall back to what was last accepted; the item is under way again."""
    item = ITEM.begin("not_yet", item_id, actor, reason)
    claimed = item.state
    stand(item, last_accepted(item))
    item.state, item.state_reason = claimed, reason.strip()
    return _finish("not_yet", item, actor, reason)


@transaction.atomic
def reopen(item_id, actor, reason):
    """Take back an acceptance: the unit owes a line again from the next month that is written."""
    item = ITEM.begin("reopen", item_id, actor, reason)
    item.state_reason = reason.strip()
    return _finish("reopen", item, actor, reason)


@transaction.atomic
def cancel(item_id, actor, reason):
    """End an item that will not be done. An open request for another deadline ends with it."""
    item = ITEM.begin("cancel", item_id, actor, reason)
    item.state_reason = reason.strip()
    withdraw_open(item, reason="事项已取消。")
    return _finish("cancel", item, actor, reason)


@transaction.atomic
def carry(item_id, actor):
    """Continue an unfinished item in the next year: a new item with its plan, the old one ends. Returns the new one."""
    old = ITEM.begin("carry", item_id, actor)
    year = old.year + 1
    if WorkItem.objects.filter(
        unit=old.unit,
        year=year,
        kind=old.kind,
        lead=old.lead,
        label=old.label,
        title_key=old.title_key,
    ).exists():
        raise StateChanged(f"{year}年度已有同名事项，不能再结转。")
    new = continuation_of(old, year)
    new.save()
    new.co_units.set(old.co_units.all())
    new.themes.set(old.themes.all())
    record(actor, "item.carried_in", f"由{old.year}年度结转", new)
    withdraw_open(old, reason="事项已结转。")
    old.state_reason = f"已结转至{year}年度。"
    _finish("carry", old, actor, old.state_reason)
    return new


PLAN = (
    "kind", "unit", "year", "title", "label", "order", "measures", "carrier", "path", "target", "people",
    "deadline", "deadline_kind", "state", "percent", "light", "category", "beneficiary", "livelihood_ten",
    "enterprise_ten", "lead", "branch", "template", "core_indicator", "five_type",
)  # fmt: skip


def continuation_of(old, year):
    """The same plan in another year, not saved. The first deadline comes along: what goes on is no fresh promise."""
    new = WorkItem(**{name: getattr(old, name) for name in PLAN})
    new.year, new.continued_from, new.first_deadline = year, old, old.first_deadline
    if new.state == ItemState.REPORTED_DONE:
        new.state = ItemState.UNDER_WAY
    return new


def _finish(move_name, item, actor, reason=""):
    item = ITEM.finish(move_name, item, actor, reason=reason)
    items_changed([item.unit_id])
    facts_changed(item.unit_id)
    return item
