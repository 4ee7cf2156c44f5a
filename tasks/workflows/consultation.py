"""会商指导: planned, held, recorded with its diagnosis and what was agreed; staff of the units' districts see to it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tasks.closing import facts_changed
from tasks.guidance import rating
from tasks.models import Consultation, ConsultationKind, ConsultationState
from tasks.workflows import commitment
from tasks.workflows.planned import Planned
from tasks.workflows.planned import may_plan as may_plan
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import Move, NotAllowed, Workflow, check_text

State = ConsultationState
STAFF = {Role.STAFF}
EDITABLE = {State.PLANNED, State.HELD}

TRANSITIONS = {
    "hold": Move("登记已会商", {State.PLANNED}, State.HELD, by=STAFF),
    "record": Move("完成记录", {State.HELD}, State.RECORDED, by=STAFF),
    "cancel": Move("取消", {State.PLANNED}, State.CANCELLED, by=STAFF, needs_reason=True),
}


def _may_decide(consultation, actor, move_name):
    if not actor.scope.guides(consultation.units.all()):
        raise NotAllowed("这些单位的会商指导不由您办理。")


CONSULTATION = Workflow("consultation", Consultation, TRANSITIONS, _may_decide)


PLANNED = Planned(
    CONSULTATION, "会商", "会商指导", "会商单位",
    ("kind", "topic", "held_on", "place", "attendees", "reason"), frozenset(EDITABLE),
)  # fmt: skip


@transaction.atomic
def plan_consultation(
    actor, units, *, topic, held_on, kind=ConsultationKind.FACE_TO_FACE, place="", attendees="",
    reason="", subject_key="",
) -> Consultation:  # fmt: skip
    """A consultation with these units on a day. `actor` None is the portal itself (a step of the escalation ladder).

    Raises NotAllowed, ValidationError by field.
    """
    units = list(units)
    PLANNED.check_units(actor, units)
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
    """Other facts, until the record is finished. Raises as `Planned.change` does."""
    return PLANNED.change(pk, actor, units, fields, _check, _keep_the_committed)


def _check(found):
    if found.state == State.HELD and found.held_on > timezone.localdate():
        raise ValidationError({"held_on": "已会商的，日期不能晚于今天。"})
    found.full_clean(exclude=["units"])


def _keep_the_committed(found, units):
    gone = found.commitments.exclude(unit__in=units)
    if gone.exists():
        raise ValidationError({"units": f"{gone.first().unit}已有商定事项，不能移出。"})


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


def _only(units):
    return units[0].pk if len(units) == 1 else None
