"""设置调整: the unit proposes, staff approve with a document or decline; an approval changes the tree in the same transaction.

New, adjusted, merged, dissolved: what each does to the tree is one function of `_EFFECTS`. What could not be is said when
it is proposed and asked again under the lock when it is approved.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from units.dated import EARLIEST
from units.ledger.keeping import may_write
from units.models import PartyOrganisation, Role, SetupAct, SetupActState, SetupKind, Term, Unit
from units.models.setup_act import SAYS_HOW
from units.models.term import due_after
from units.organisation_names import organisation_key
from units.organisation_ranks import may_stand_below, wrong_rank
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workflow import Incomplete, Move, NotAllowed, StateChanged, Workflow

State = SetupActState
UNIT = (Role.OFFICER, Role.SECRETARY)
# A leader stands in where the unit is the committee itself.
DECIDERS = (Role.STAFF, Role.LEADER)
FURTHEST = timedelta(days=366)
HOW = ("name", "kind", "parent", "is_service_window", "is_project_front")
ALREADY_OPEN = "这个党组织已有一项待审批的设置调整，请先办完。"

TRANSITIONS = {
    "approve": Move("批准", {State.PROPOSED}, State.APPROVED, by=DECIDERS),
    "decline": Move("不予批准", {State.PROPOSED}, State.DECLINED, by=DECIDERS, needs_reason=True),
    "withdraw": Move("撤回申请", {State.PROPOSED}, State.WITHDRAWN, by=(*UNIT, Role.STAFF)),
}


def _may_move(act, actor, move_name):
    scope = actor.scope
    if move_name == "withdraw":
        by_staff = scope.role == Role.STAFF and act.proposed_by_id != actor.pk
        if by_staff or not may_write(actor, act.unit):
            raise NotAllowed("申请由提出的单位撤回；科室提出的由提出人撤回。")
        return
    if not scope.decides_for(act.unit):
        raise NotAllowed("这个单位的设置调整不由您审批。")
    if act.proposed_by_id in scope.people_deciding(actor.pk, act.unit):
        raise NotAllowed("本人提出的申请，须由其他人员审批。")


SETUP_ACT = Workflow("setup_act", SetupAct, TRANSITIONS, _may_move)


# --- Proposing ------------------------------------------------------------------------------------


@transaction.atomic
def propose(actor, unit, **fields) -> SetupAct:
    """Ask for a change of the unit's tree. Raises NotAllowed, ValidationError by field."""
    if not may_write(actor, unit) or actor.scope.role == Role.ADMINISTRATOR:
        raise NotAllowed(f"{unit}的设置调整由本单位或负责的科室提出。")
    act = SetupAct(unit=unit, proposed_by=actor, **fields)
    act.name = " ".join(act.name.split())
    if faults := faults_of(act):
        raise ValidationError(faults)
    if not act.reason.strip():
        raise ValidationError({"reason": "请写明调整理由。"})
    try:
        with transaction.atomic():
            act.save()
    except IntegrityError as error:
        raise ValidationError({"organisation": ALREADY_OPEN}) from error
    record(actor, "setup_act.propose", "申请设置调整", act, reason=act.reason)
    return act


# --- Deciding -------------------------------------------------------------------------------------


@transaction.atomic
def approve(pk, actor, document="") -> SetupAct:
    """The tree follows at once: both stand or fall together."""
    act = SETUP_ACT.begin("approve", pk, actor)
    # Two approvals in one unit follow each other: the second one asks a tree that the first has changed.
    Unit.objects.select_for_update().get(pk=act.unit_id)
    act.document = document.strip() or act.document
    if not act.document:
        raise Incomplete("请填写批准文件的名称或文号。", ["批准文件"])
    if act.kind == SetupKind.ADJUST and act.effective_on > timezone.localdate():
        day = full_day_text(act.effective_on)
        raise Incomplete(f"生效日期（{day}）还没有到，请到期后再批准。", ["生效日期"])
    if faults := faults_of(act):
        raise StateChanged(f"现在不能批准：{''.join(faults.values())}")
    act.decided_by, act.decided_at = actor, timezone.now()
    act.effect = _EFFECTS[act.kind](act, actor)
    return SETUP_ACT.finish("approve", act, actor, changes=act.effect)


@transaction.atomic
def decline(pk, actor, reason) -> SetupAct:
    act = SETUP_ACT.begin("decline", pk, actor, reason)
    act.decided_by, act.decided_at = actor, timezone.now()
    return SETUP_ACT.finish("decline", act, actor, reason=reason)


@transaction.atomic
def withdraw(pk, actor) -> SetupAct:
    return SETUP_ACT.finish("withdraw", SETUP_ACT.begin("withdraw", pk, actor), actor)


# --- What cannot be -------------------------------------------------------------------------------


def faults_of(act) -> dict:
    """{field: sentence} of what keeps this act from being done to the tree as it stands."""
    faults = _faults_of_day(act)
    if act.kind in SAYS_HOW:
        faults |= _faults_of_how(act)
    if act.kind != SetupKind.FOUND:
        faults |= _faults_of_subject(act)
    if not faults and act.kind == SetupKind.ADJUST and not _wanted(act):
        faults["name"] = "没有要调整的内容，请修改名称、类别、上级或标记。"
    if not faults and act.kind == SetupKind.MERGE:
        faults |= _faults_of_merger(act)
    if not faults and act.kind == SetupKind.DISSOLVE and _below(act.organisation):
        faults["organisation"] = f"{act.organisation.name}还有下级党组织，请先调整下级。"
    return faults


def _faults_of_day(act):
    day = act.effective_on
    if day is None:
        return {"effective_on": "请填写生效日期。"}
    if day < EARLIEST or day > timezone.localdate() + FURTHEST:
        return {"effective_on": "生效日期过早或过晚，请核对年份。"}
    founded = act.organisation.founded_on if act.organisation_id else None
    if founded and day < founded:
        return {"effective_on": f"生效日期不能早于成立日期（{full_day_text(founded)}）。"}
    return {}


def _faults_of_subject(act):
    organisation = act.organisation
    if organisation is None or organisation.unit_id != act.unit_id:
        return {"organisation": "请选择本单位的党组织。"}
    if organisation.dissolved_on:
        day = full_day_text(organisation.dissolved_on)
        return {"organisation": f"{organisation.name}已于{day}撤销，不能再调整。"}
    others = SetupAct.objects.waiting().filter(organisation=organisation).exclude(pk=act.pk)
    return {"organisation": ALREADY_OPEN} if others.exists() else {}


def _faults_of_how(act):
    faults = {}
    if not act.name:
        faults["name"] = "请填写党组织名称。"
    same = PartyOrganisation.objects.filter(unit=act.unit_id).exclude(pk=act.organisation_id)
    key = organisation_key(act.name)
    if act.name and any(
        organisation_key(name) == key for name in same.values_list("name", flat=True)
    ):
        faults["name"] = f"{act.unit}已有名为“{act.name}”的党组织（含已撤销的）。"
    if not act.organisation_kind:
        faults["organisation_kind"] = "请选择党组织类别。"
    elif place := _fault_of_place(act):
        faults["parent"] = place
    return faults


def _fault_of_place(act):
    """The parent is the unit's own, exists, stands higher, and is not below the organisation itself."""
    for child in _below(act.organisation) if act.organisation_id else ():
        if not may_stand_below(child.kind, act.organisation_kind):
            return f"下级{child.name}：{wrong_rank(child.kind, act.organisation_kind)}"
    above = act.parent
    if above is None:
        return ""
    if above.unit_id != act.unit_id or above.dissolved_on:
        return "上级党组织须是本单位现有的党组织。"
    if not may_stand_below(act.organisation_kind, above.kind):
        return wrong_rank(act.organisation_kind, above.kind)
    if not act.organisation_id:
        return ""
    parents = dict(PartyOrganisation.objects.filter(unit=act.unit_id).values_list("pk", "parent"))
    step = above.pk
    while step:
        if step == act.organisation_id:
            return "上级党组织不能是它自己或它的下级。"
        step = parents.get(step)
    return ""


def _faults_of_merger(act):
    into = act.into
    if into is None or into.unit_id != act.unit_id or into.dissolved_on:
        return {"into": "请选择并入哪个现有的本单位党组织。"}
    if into.pk == act.organisation_id:
        return {"into": "党组织不能并入自己。"}
    for child in _below(act.organisation):
        if child.pk == into.pk:
            return {"into": "不能并入自己的下级，请先调整上下级。"}
        if not may_stand_below(child.kind, into.kind):
            return {"into": f"下级{child.name}随之转入：{wrong_rank(child.kind, into.kind)}"}
    return {}


def _below(organisation):
    return list(organisation.children.filter(dissolved_on=None))


# --- What an approval does ------------------------------------------------------------------------


def _wanted(act):
    """{field of the organisation: how it shall be}, what stays as it is left out."""
    how = {
        "name": act.name,
        "kind": act.organisation_kind,
        "parent": act.parent,
        "is_service_window": act.is_service_window,
        "is_project_front": act.is_project_front,
    }
    return {name: value for name, value in how.items() if getattr(act.organisation, name) != value}


def _found(act, actor):
    """The organisation, last of its unit, with the term that begins with it."""
    last = act.unit.organisations.aggregate(last=Max("order"))["last"] or 0
    made = PartyOrganisation.objects.create(
        unit=act.unit, parent=act.parent, kind=act.organisation_kind, name=act.name, order=last + 1,
        is_service_window=act.is_service_window, is_project_front=act.is_project_front, founded_on=act.effective_on,
    )  # fmt: skip
    Term.objects.create(
        organisation=made, begins_on=act.effective_on, due_on=due_after(made.kind, act.effective_on)
    )
    act.organisation = made
    return _recorded(made, actor, "批准新建", {"成立日期": ["", full_day_text(act.effective_on)]})


def _adjust(act, actor):
    organisation, before = act.organisation, values_of(act.organisation, HOW)
    for name, value in _wanted(act).items():
        setattr(organisation, name, value)
    organisation.save()
    return _recorded(organisation, actor, "批准调整", differences(before, organisation, HOW))


def _merge(act, actor):
    """Those below go along."""
    for child in _below(act.organisation):
        child.parent = act.into
        child.save(update_fields=["parent"])
        changes = {"上级党组织": [act.organisation.name, act.into.name]}
        record(actor, "organisation.moved", "随合并转入", child, changes=changes)
    act.organisation.merged_into = act.into
    return _end(act, actor, "批准合并", {"并入": ["", act.into.name]})


def _dissolve(act, actor):
    return _end(act, actor, "批准撤销", {})


def _end(act, actor, label, changes):
    organisation = act.organisation
    organisation.dissolved_on = act.effective_on
    organisation.save()
    day = {"撤销日期": ["", full_day_text(act.effective_on)]}
    return _recorded(organisation, actor, label, changes | day)


def _recorded(organisation, actor, label, changes):
    record(actor, "organisation.set_up", label, organisation, changes=changes)
    return changes


_EFFECTS = {
    SetupKind.FOUND: _found,
    SetupKind.ADJUST: _adjust,
    SetupKind.MERGE: _merge,
    SetupKind.DISSOLVE: _dissolve,
}
