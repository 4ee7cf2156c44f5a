"""台账: what a unit proposed is put on record or not; every register has these moves, drawn here for one of them."""

from functools import cache

from django.db import transaction

from units.models import Role
from units.registers.entry import EntryState
from zhaotong_portal.workflow import Move, NotAllowed, Workflow

DECIDERS = (Role.STAFF,)
UNIT = (Role.OFFICER, Role.SECRETARY)

TRANSITIONS = {
    "confirm": Move("核定", {EntryState.PROPOSED}, EntryState.CONFIRMED, by=DECIDERS),
    "decline": Move(
        "不予采纳", {EntryState.PROPOSED}, EntryState.DECLINED, by=DECIDERS, needs_reason=True
    ),
    "withdraw": Move("撤回申报", {EntryState.PROPOSED}, EntryState.STRUCK_OFF, by=UNIT),
    "strike_off": Move(
        "撤销登记", {EntryState.CONFIRMED}, EntryState.STRUCK_OFF,
        by=(Role.STAFF, Role.ADMINISTRATOR), needs_reason=True,
    ),
}  # fmt: skip


def _may_decide(entry, actor, move_name):
    scope = actor.scope
    if move_name == "withdraw" and entry.unit_id not in scope.unit_ids:
        raise NotAllowed("只能撤回本单位的申报。")
    own = scope.people_deciding(actor.pk, entry.unit)
    if move_name in ("confirm", "decline") and entry.proposed_by_id in own:
        raise NotAllowed("本人申报的，须由其他人员核定。")


@cache
def workflow_of(model) -> Workflow:
    return Workflow("entry", model, TRANSITIONS, _may_decide)


@transaction.atomic
def move(model, name, pk, actor, reason=""):
    """Raises model.DoesNotExist out of scope, or a WorkflowError."""
    workflow = workflow_of(model)
    entry = workflow.begin(name, pk, actor, reason)
    return workflow.finish(name, entry, actor, reason=reason)
