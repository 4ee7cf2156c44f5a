"""工作交接: who starts it, who signs for which side, and what both signatures do to the appointments.

Two people sign, each in their own account and whatever role they work in: the incoming one often holds none yet.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from units import handover_pack
from units.ending_sessions import end_sessions
from units.models import Appointment, Handover, HandoverState, Person, Role
from units.models.person import UNIT_ROLES
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workflow import Move, NotAllowed, StateChanged, Workflow, check_length

State = HandoverState
PREPARED, WAITING = {State.PREPARED}, {State.SIGNED_BY_OUTGOING}
STARTERS = (Role.OFFICER, Role.SECRETARY, Role.ADMINISTRATOR)
ABOVE = (Role.SECRETARY, Role.ADMINISTRATOR)
PLAN = ("incoming", "incoming_name", "incoming_phone", "takes_effect_on", "reason", "notes")

TRANSITIONS = {
    "sign_outgoing": Move("移交签字", PREPARED, State.SIGNED_BY_OUTGOING, by=UNIT_ROLES),
    "sign_for_outgoing": Move(
        "代移交人签字", PREPARED, State.SIGNED_BY_OUTGOING, by=ABOVE, needs_reason=True
    ),
    "return_for_more": Move("退回补充", WAITING, State.PREPARED, by=UNIT_ROLES, needs_reason=True),
    "sign_incoming": Move("接手签字", WAITING, State.SIGNED_BY_BOTH, by=UNIT_ROLES),
    "cancel": Move("取消交接", PREPARED | WAITING, State.CANCELLED, by=STARTERS, needs_reason=True),
}
OUTGOING_MOVES = {"sign_outgoing"}
INCOMING_MOVES = {"return_for_more", "sign_incoming"}
ALREADY_OPEN = "本单位的这一身份已有一份交接在办理，请先办完或取消。"


class _BetweenTwoPeople(Workflow):
    """What belongs to one of the two is theirs in any role; `_may_move` says whose it is."""

    def check(self, move, move_name, obj, actor):
        if actor is None or move_name not in OUTGOING_MOVES | INCOMING_MOVES:
            super().check(move, move_name, obj, actor)
            return
        if obj.state not in move.sources:
            raise StateChanged(self.explain_state(move, obj))
        self.may_decide(obj, actor, move_name)


def _may_move(handover, actor, move_name):
    if move_name in OUTGOING_MOVES and actor.pk != handover.outgoing_id:
        raise NotAllowed("须由移交人本人签字。")
    if move_name in INCOMING_MOVES:
        if handover.incoming_id is None:
            raise NotAllowed("接手人还没有账号，由管理员建立后才能签字。")
        if actor.pk != handover.incoming_id:
            raise NotAllowed("须由接手人本人办理。")
    if move_name == "sign_for_outgoing":
        _check_signs_for(handover, actor)
    if move_name == "cancel" and not may_revise(handover, actor):
        raise NotAllowed("交接由移交人、本单位党组织书记或管理员取消。")


def _check_signs_for(handover, actor):
    """The unit's secretary; the administrator where the unit has none but the two people themselves."""
    if actor.pk in (handover.outgoing_id, handover.incoming_id):
        raise NotAllowed("交接双方不能代签，请由他人办理。")
    if actor.scope.role == Role.SECRETARY:
        if handover.unit_id not in actor.scope.unit_ids:
            raise NotAllowed("只能为本单位的移交人代签。")
        return
    others = Appointment.objects.holding(Role.SECRETARY, handover.unit_id).exclude(
        person__in=[handover.outgoing_id, handover.incoming_id or 0]
    )
    if others.exists():
        raise NotAllowed("该单位有党组织书记在任，请由书记代签。")


HANDOVER = _BetweenTwoPeople("handover", Handover, TRANSITIONS, _may_move)


# --- Beginning and changing the plan --------------------------------------------------------------


def may_start(actor) -> bool:
    return actor.scope.role in STARTERS


def may_revise(handover, actor) -> bool:
    """The outgoing person, the unit's secretary, the administrator; never the incoming one alone."""
    scope = actor.scope
    if scope.role == Role.SECRETARY and handover.unit_id in scope.unit_ids:
        return actor.pk != handover.incoming_id or actor.pk == handover.outgoing_id
    return scope.role == Role.ADMINISTRATOR or actor.pk == handover.outgoing_id


def posts_to_hand_over(actor, day=None):
    """Appointments in a unit that this person may start a handover of, those that ended lately included."""
    day = day or timezone.localdate()
    since = day - timedelta(days=settings.HANDOVER_GONE_DAYS)
    rows = Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=since), role__in=UNIT_ROLES, starts_on__lte=day
    )
    scope = actor.scope
    if scope.role == Role.OFFICER:
        rows = rows.filter(person=actor, role=Role.OFFICER, unit__in=scope.unit_ids)
    elif scope.role == Role.SECRETARY:
        rows = rows.filter(unit__in=scope.unit_ids)
    elif scope.role != Role.ADMINISTRATOR:
        return rows.none()
    return rows.select_related("person", "unit").order_by("unit__protocol_order", "role", "person__name", "-starts_on")  # fmt: skip


@transaction.atomic
def prepare(actor, appointment, plan) -> Handover:
    """Start a handover of one appointment. `plan` has the fields of PLAN.

    Raises ValidationError by field, NotAllowed, StateChanged where one is under way already.
    """
    if not posts_to_hand_over(actor).filter(pk=appointment.pk).exists():
        raise NotAllowed("这项任职的交接不由您发起。")
    handover = Handover(
        unit=appointment.unit, role=appointment.role, outgoing=appointment.person, prepared_by=actor
    )
    _apply(handover, plan)
    try:
        with transaction.atomic():
            handover.save()
    except IntegrityError as error:
        raise StateChanged(ALREADY_OPEN) from error
    record(actor, "handover.prepare", "发起交接", handover, reason=handover.reason)
    return handover


@transaction.atomic
def revise(pk, actor, plan) -> Handover:
    """Change the plan or the notes before anybody has signed."""
    handover = _locked(pk, actor)
    if not may_revise(handover, actor):
        raise NotAllowed("交接内容由移交人、本单位党组织书记或管理员填写。")
    if handover.state != State.PREPARED:
        raise StateChanged(f"当前状态是“{handover.get_state_display()}”，不能再改。")
    before = values_of(handover, PLAN)
    _apply(handover, plan)
    if changes := differences(before, handover, PLAN):
        handover.save()
        record(actor, "handover.revise", "修改交接", handover, changes=changes)
    return handover


def _locked(pk, actor):
    pk = Handover.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    return Handover.objects.select_for_update(of=("self",)).get(pk=pk)


def _apply(handover, plan):
    named = handover.incoming
    for name in PLAN:
        if name in plan:
            value = plan[name]
            setattr(handover, name, value.strip() if isinstance(value, str) else value)
    if named and handover.incoming is None and handover.incoming_name == named.name:
        handover.incoming = named  # a page opened before the administrator made the account
    if handover.incoming is not None:
        handover.incoming_name = handover.incoming.name
    faults = {**_faults_of_people(handover), **_faults_of_day(handover)}
    if not handover.reason:
        faults["reason"] = "请写明交接原因。"
    if faults:
        raise ValidationError(faults)
    check_length(handover.notes, "移交说明")


def _faults_of_people(handover):
    if not handover.incoming_name:
        return {"incoming_name": "请选择接手人；还没有账号的，填写姓名。"}
    if handover.incoming is None:
        return {}
    if handover.incoming_id == handover.outgoing_id:
        return {"incoming": "移交人和接手人不能是同一人。"}
    if not handover.incoming.is_active:
        return {"incoming": "接手人的账号已停用，请先由管理员启用。"}
    return {}


def _faults_of_day(handover):
    day, today = handover.takes_effect_on, timezone.localdate()
    if day is None:
        return {"takes_effect_on": "请填写交接日期。"}
    span = timedelta(days=settings.HANDOVER_GONE_DAYS)
    if not today - span <= day <= today + span:
        text = f"交接日期应在前后{settings.HANDOVER_GONE_DAYS}天之内，请核对年份。"
        return {"takes_effect_on": text}
    began = _held(handover).order_by("-starts_on").values_list("starts_on", flat=True).first()
    if began and day <= began:
        text = f"交接日期须晚于移交人的任职日期（{full_day_text(began)}）。"
        return {"takes_effect_on": text}
    return {}


def _held(handover):
    return Appointment.objects.filter(
        person=handover.outgoing_id, role=handover.role, unit=handover.unit_id
    )


# --- Signing --------------------------------------------------------------------------------------


@transaction.atomic
def sign_outgoing(pk, actor):
    """The outgoing person signs: from now on the pack says what it said at this moment."""
    handover = HANDOVER.begin("sign_outgoing", pk, actor)
    return _sign_outgoing("sign_outgoing", handover, actor, "")


@transaction.atomic
def sign_for_outgoing(pk, actor, reason):
    """Somebody signs for a person who cannot any more, and says why."""
    handover = HANDOVER.begin("sign_for_outgoing", pk, actor, reason)
    most = Handover._meta.get_field("signed_for_reason").max_length
    if len(reason.strip()) > most:
        raise NotAllowed(f"代签原因最多{most}字，请精简。")
    return _sign_outgoing("sign_for_outgoing", handover, actor, reason.strip())


def _sign_outgoing(move_name, handover, actor, reason):
    handover_pack.freeze(handover)
    handover.outgoing_signed_by, handover.outgoing_signed_at = actor, timezone.now()
    handover.signed_for_reason, handover.returned_reason = reason, ""
    return HANDOVER.finish(move_name, handover, actor, reason=reason)


@transaction.atomic
def return_for_more(pk, actor, reason):
    """The incoming person misses something; the signature is taken off, the notes stay."""
    handover = HANDOVER.begin("return_for_more", pk, actor, reason)
    handover_pack.thaw(handover)
    handover.outgoing_signed_by = handover.outgoing_signed_at = None
    handover.signed_for_reason, handover.returned_reason = "", reason.strip()
    return HANDOVER.finish("return_for_more", handover, actor, reason=reason)


@transaction.atomic
def sign_incoming(pk, actor, seen=None):
    """The second signature: the appointments change hands in the same transaction.

    `seen` is the digest of the pack that the page showed: nobody signs what was changed behind it.
    """
    handover = HANDOVER.begin("sign_incoming", pk, actor)
    if seen is not None and seen != handover.sha256:
        raise StateChanged("页面打开后交接内容有了改动，请重新查看后再签字。")
    handover.incoming_signed_at = timezone.now()
    _end_appointments(handover, actor)
    _begin_appointment(handover, actor)
    if handover.takes_effect_on <= timezone.localdate():
        end_sessions(handover.outgoing, handover.role)
    return HANDOVER.finish("sign_incoming", handover, actor)


@transaction.atomic
def cancel(pk, actor, reason):
    """Nothing changes hands; what was written stays to be read."""
    handover = HANDOVER.begin("cancel", pk, actor, reason)
    return HANDOVER.finish("cancel", handover, actor, reason=reason)


def _end_appointments(handover, actor):
    """The day before is the last one; what ended earlier by itself stays as it is."""
    day = handover.takes_effect_on
    for row in _held(handover).filter(Q(ends_on=None) | Q(ends_on__gte=day)).select_for_update():
        if row.starts_on >= day:
            raise StateChanged("移交人的任职日期晚于交接日期，请取消后按新的日期重新发起。")
        before = values_of(row, ["ends_on"])
        row.ends_on = day - timedelta(days=1)
        row.save(update_fields=["ends_on"])
        changes = differences(before, row, ["ends_on"])
        record(actor, "appointment.ended", "交接离任", row, changes=changes)


def _begin_appointment(handover, actor):
    """A new appointment from that day, unless the person holds the role in the unit anyway."""
    person = Person.objects.select_for_update().get(pk=handover.incoming_id)
    if not person.is_active:
        raise StateChanged("接手人的账号已停用，请先由管理员启用。")
    same = {"person": person, "role": handover.role, "unit": handover.unit}
    day = handover.takes_effect_on
    if Appointment.objects.current(day).filter(**same, ends_on=None).exists():
        return
    row = Appointment.objects.create(**same, starts_on=day)
    changes = {"任职日期": ["", full_day_text(day)]}
    record(actor, "appointment.begun", "交接任职", row, changes=changes)
