"""调研: planned, registered before it happens (调研报备), carried out, and fed back to the units at once."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tasks.closing import facts_changed
from tasks.guidance import letters, rating
from tasks.models import Visit, VisitKind, VisitState
from tasks.workflows import commitment
from tasks.workflows.planned import Planned, cleaned
from tasks.workflows.planned import may_plan as may_plan
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import (
    Incomplete,
    Move,
    NotAllowed,
    StateChanged,
    Workflow,
    check_text,
)

State = VisitState
STAFF = {Role.STAFF}
EDITABLE = {State.PLANNED, State.REGISTERED}
FIELDS = (
    "kind", "purpose", "starts_on", "ends_on", "lead", "lead_post", "team", "people_count", "county", "places",
    "contact", "contact_phone", "registration_number", "note",
)  # fmt: skip
# What a registration cannot do without.
NEEDED = {"lead": "带队人", "contact": "联系人"}

TRANSITIONS = {
    "register": Move("报备", {State.PLANNED}, State.REGISTERED, by=STAFF),
    "carry_out": Move("登记已开展", {State.REGISTERED}, State.CARRIED_OUT, by=STAFF),
    "feed_back": Move("反馈", {State.CARRIED_OUT}, State.FED_BACK, by=STAFF),
    "cancel": Move("取消", EDITABLE, State.CANCELLED, by=STAFF, needs_reason=True),
}


def _may_decide(visit, actor, move_name):
    if not actor.scope.guides(visit.units.all()):
        raise NotAllowed("这次调研不由您办理。")


VISIT = Workflow("visit", Visit, TRANSITIONS, _may_decide)


PLANNED = Planned(VISIT, "调研", "调研", "调研单位", FIELDS, frozenset(EDITABLE))


@transaction.atomic
def plan_visit(
    actor, units, *, purpose, starts_on, ends_on=None, kind=VisitKind.QUARTERLY, **fields
) -> Visit:
    """A visit to these units. Crowding and holidays are warned of (tasks/guidance/crowding.py), not refused.

    Raises NotAllowed, ValidationError by field.
    """
    units = list(units)
    PLANNED.check_units(actor, units)
    visit = Visit(
        kind=kind, purpose=purpose.strip(), starts_on=starts_on, ends_on=ends_on or starts_on, planned_by=actor,
        **{name: cleaned(value) for name, value in fields.items()},
    )  # fmt: skip
    _check(visit)
    visit.save()
    visit.units.set(units)
    record(
        actor, "visit.planned", "安排调研", visit, unit_id=units[0].pk if len(units) == 1 else None
    )
    return visit


@transaction.atomic
def edit(pk, actor, units, **fields) -> Visit:
    """Other facts, until it was carried out. What is registered stays complete and ahead of its day."""
    return PLANNED.change(pk, actor, units, fields, _check_as_it_stands)


@transaction.atomic
def register(pk, actor, registration_number="") -> Visit:
    """调研报备: before it happens, with all that the platform asks for. From now on the units know of it."""
    visit = VISIT.begin("register", pk, actor)
    visit.registration_number = registration_number.strip() or visit.registration_number
    _check_registration(visit)
    visit.registered_by, visit.registered_at = actor, timezone.now()
    return VISIT.finish("register", visit, actor)


@transaction.atomic
def carry_out(pk, actor, result="") -> Visit:
    """It took place. What was seen may be written now or with the feedback."""
    visit = VISIT.begin("carry_out", pk, actor)
    if visit.starts_on > timezone.localdate():
        raise StateChanged("调研日期还没有到；日期有变化的，请先修改。")
    check_text(result, "调研情况")
    visit.result = result.strip() or visit.result
    return VISIT.finish("carry_out", visit, actor)


@transaction.atomic
def feed_back(pk, actor, feedback, promised=()) -> Visit:
    """What the visitors tell the units, and what was agreed (tasks.workflows.commitment.Promise)."""
    visit = VISIT.begin("feed_back", pk, actor)
    feedback = feedback.strip()
    if not feedback:
        raise ValidationError({"feedback": "请填写反馈意见。"})
    check_text(feedback, "反馈意见")
    made = commitment.agree_all(actor, promised, visit=visit)
    visit.feedback, visit.fed_back_by, visit.fed_back_at = feedback, actor, timezone.now()
    VISIT.finish("feed_back", visit, actor, changes=commitment.told(made))
    rating.invite(visit)
    letters.visit_fed_back(visit)
    facts_changed([unit.pk for unit in visit.units.all()])
    return visit


@transaction.atomic
def cancel(pk, actor, reason) -> Visit:
    visit = VISIT.begin("cancel", pk, actor, reason)
    visit.cancel_reason = reason.strip()
    return VISIT.finish("cancel", visit, actor, reason)


def _check_registration(visit):
    missing = [label for name, label in NEEDED.items() if not getattr(visit, name)]
    if missing:
        said = "、".join(missing)
        raise Incomplete(f"报备前请先补齐：{said}。", missing)
    if visit.starts_on < timezone.localdate():
        raise StateChanged("开始日期已过：报备须在调研之前，请先修改日期。")


def _check(visit):
    if visit.starts_on and visit.ends_on and visit.ends_on < visit.starts_on:
        raise ValidationError({"ends_on": "结束日期不能早于开始日期。"})
    visit.full_clean(exclude=["units"])


def _check_as_it_stands(visit):
    _check(visit)
    if visit.state == State.REGISTERED:
        _check_registration(visit)
