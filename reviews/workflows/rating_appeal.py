"""差评申诉: asked by the unit, decided by the committee; what is excluded stays visible as such (H10)."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews import figures
from reviews.models import AppealState, Rating, RatingAppeal, RatingCase
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import (
    Move,
    NotAllowed,
    ReasonRequired,
    StateChanged,
    Workflow,
    check_text,
)

State = AppealState
UNIT = (Role.OFFICER, Role.SECRETARY)
DECIDERS = (Role.STAFF, Role.LEADER)

TRANSITIONS = {
    "uphold": Move("认定申诉成立", {State.APPEALED}, State.UPHELD, by=DECIDERS, needs_reason=True),
    "decline": Move(
        "认定申诉不成立", {State.APPEALED}, State.DECLINED, by=DECIDERS, needs_reason=True
    ),
}


def _may_decide(appeal, actor, move_name):
    if not actor.scope.decides_for(appeal.unit):
        raise NotAllowed("这个单位的申诉不由您核定。")
    if appeal.asked_by_id in actor.scope.people_deciding(actor.pk, appeal.unit):
        raise NotAllowed("本人提出的申诉，须由其他人员核定。")


APPEAL = Workflow("rating_appeal", RatingAppeal, TRANSITIONS, _may_decide)


@transaction.atomic
def appeal(case_id, actor, reason):
    """Once a case, with a reason. Raises NotAllowed, ReasonRequired, StateChanged."""
    case = RatingCase.objects.visible_to(actor).get(pk=case_id)
    if actor.scope.role not in UNIT:
        raise NotAllowed("申诉由被评单位提出。")
    if not (reason or "").strip():
        raise ReasonRequired("请写明申诉理由。")
    check_text(reason, "申诉理由")
    try:
        with transaction.atomic():
            made = RatingAppeal.objects.create(
                case=case, unit_id=case.unit_id, reason=reason.strip(), asked_by=actor
            )
    except IntegrityError as error:
        raise StateChanged("这件差评已经申诉过。") from error
    record(actor, "rating_appeal.appeal", "申诉", case, reason=reason.strip())
    return made


@transaction.atomic
def uphold(pk, actor, reason):
    """The rating no longer counts; the next refresh counts its month anew."""
    made = _decide("uphold", pk, actor, reason)
    rating = Rating.objects.filter(pk=made.case.rating_id)
    rating.update(is_excluded=True, is_flagged=False)
    figures.recount(rating)
    return made


@transaction.atomic
def decline(pk, actor, reason):
    return _decide("decline", pk, actor, reason)


def _decide(move_name, pk, actor, reason):
    made = APPEAL.begin(move_name, pk, actor, reason)
    made.decision, made.decided_by, made.decided_at = reason.strip(), actor, timezone.now()
    made = APPEAL.finish(move_name, made, actor, reason)
    record(
        actor, f"rating_case.{move_name}", TRANSITIONS[move_name].label, made.case, reason=reason
    )
    return made
