"""会商指导: planned, held, recorded with its diagnosis and what was agreed; staff of the units' districts see to it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tasks.closing import facts_changed
from tasks.guidance import rating
from tasks.models import Consultation, ConsultationKind, ConsultationState
from tasks.workflows import commitment
from units.models import Role
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.workflow import Move, NotAllowed, StateChanged, Workflow, check_text

State = ConsultationState
STAFF = {Role.STAFF}
EDITABLE = {State.PLANNED, State.HELD}
FIELDS = ("kind", "topic", "held_on", "place", "attendees", "reason")

TRANSITIONS = {
    "hold": Move("登记已会商", {State.PLANNED}, State.HELD, by=STAFF),
    "record": Move("完成记录", {State.HELD}, State.RECORDED, by=STAFF),
    "cancel": Move("取消", {State.PLANNED}, State.CANCELLED, by=STAFF, needs_reason=True),
}


def _may_decide(consultation, actor, move_name):
    if not actor.scope.guides(consultation.units.all()):
        raise NotAllowed("这些单位的会商指导不由您办理。")


CONSULTATION = Workflow("consultation", Consultation, TRANSITIONS, _may_decide)


def may_plan(actor) -> bool:
    return actor.scope.role == Role.STAFF


@transaction.atomic
def plan_consultation(
    actor, units, *, topic, held_on, kind=ConsultationKind.FACE_TO_FACE, place="", attendees="",
    reason="", subject_key="",
) -> Consultation:  # fmt: skip
    """A consultation with these units on a day. `actor` None is the portal itself (a step of the escalation ladder).

    Raises NotAllowed, ValidationError by field.
    """
    units = list(units)
    _check_units(actor, units)
    found = Consultation(
        topic=topic.strip(), held_on=held_on, kind=kind, place=place.strip(), attendees=attendees.strip(),
        reason=reason.strip(), subject_key=subject_key, planned_by=actor,
    )  # fmt: skip
    found.full_clean(exclude=["units"])
    found.save()
    found.units.set(units)
    record(actor, "consultation.planned", "安排会商", found, unit_id=_only(units))
    return found


@transaction.atomic
def edit(pk, actor, units, **fields) -> Consultation:
    """Other facts, until the record is finished."""
    found = _locked(pk, actor)
    if actor.scope.role != Role.STAFF:
        raise NotAllowed("会商指导由工委科室安排。")
    _may_decide(found, actor, "edit")
    if found.state not in EDITABLE:
        raise StateChanged(f"当前状态是“{found.get_state_display()}”，不能再改。")
    units = list(units)
    _check_units(actor, units)
    before = values_of(found, FIELDS)
    was = _names(found.units.all())
    for name, value in fields.items():
        setattr(found, name, value.strip() if isinstance(value, str) else value)
    if found.state == State.HELD and found.held_on > timezone.localdate():
        raise ValidationError({"held_on": "已会商的，日期不能晚于今天。"})
    found.full_clean(exclude=["units"])
    changes = differences(before, found, FIELDS)
    if was != _names(units):
        gone = found.commitments.exclude(unit__in=units)
        if gone.exists():
            raise ValidationError({"units": f"{gone.first().unit}已有商定事项，不能移出。"})
        changes["会商单位"] = [was, _names(units)]
    if changes:
        found.save()
        found.units.set(units)
        record(actor, "consultation.edited", "修改会商", found, changes=changes)
    return found


@transaction.atomic
def hold(pk, actor, held_on=None, attendees="") -> Consultation:
    """It took place, on the day planned unless said otherwise."""
    found = CONSULTATION.begin("hold", pk, actor)
    found.held_on = held_on or found.held_on
    if found.held_on > timezone.localdate():
        raise ValidationError({"held_on": "会商日期不能晚于今天。"})
    found.attendees = attendees.strip() or found.attendees
    check_text(found.attendees, "参加人员")
    return CONSULTATION.finish("hold", found, actor)


@transaction.atomic
def record_consultation(pk, actor, diagnosis, promised=()) -> Consultation:
    """What was found and agreed: each of `promised` (tasks.workflows.commitment.Promise) becomes a commitment.

    All or nothing: one without a date refuses the whole record, so that nothing is recorded half.
    """
    found = CONSULTATION.begin("record", pk, actor)
    diagnosis = diagnosis.strip()
    if not diagnosis:
        raise ValidationError({"diagnosis": "请写明问题分析。"})
    check_text(diagnosis, "问题分析")
    made = commitment.agree_all(actor, promised, consultation=found)
    found.diagnosis, found.recorded_by, found.recorded_at = diagnosis, actor, timezone.now()
    CONSULTATION.finish("record", found, actor, changes=commitment.told(made))
    rating.invite(found)
    facts_changed([unit.pk for unit in found.units.all()])
    return found


@transaction.atomic
def cancel(pk, actor, reason) -> Consultation:
    found = CONSULTATION.begin("cancel", pk, actor, reason)
    found.cancel_reason = reason.strip()
    return CONSULTATION.finish("cancel", found, actor, reason)


def _locked(pk, actor):
    pk = Consultation.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    return Consultation.objects.select_for_update(of=("self",)).get(pk=pk)


def _check_units(actor, units):
    if not units:
        raise ValidationError({"units": "请选择会商单位。"})
    if actor is None:
        return
    if not may_plan(actor):
        raise NotAllowed("会商指导由工委科室安排。")
    if not actor.scope.guides(units):
        raise NotAllowed("所选单位中有不由您联系的，请只选本片区的单位。")


def _names(units):
    return "、".join(unit.short_name for unit in units)


def _only(units):
    return units[0].pk if len(units) == 1 else None
