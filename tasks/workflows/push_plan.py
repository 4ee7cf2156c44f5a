"""攻坚计划: staff make one of a unit's weak point, the unit says how it goes, staff judge whether it is done."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tasks.midyear import weak_points
from tasks.models import PushPlan, PushPlanState
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

OPEN = {PushPlanState.OPEN}
# A leader stands in for staff where the unit is the committee itself (`Scope.decides_for`).
DECIDERS = (Role.STAFF, Role.LEADER)
UNIT = (Role.OFFICER, Role.SECRETARY)
JUDGING = ("done", "not_yet", "drop")

TRANSITIONS = {
    "report": Move("填写进展", OPEN, PushPlanState.OPEN, by=UNIT),
    "done": Move("办结", OPEN, PushPlanState.DONE, by=DECIDERS),
    "not_yet": Move("不予办结", OPEN, PushPlanState.OPEN, by=DECIDERS, needs_reason=True),
    "drop": Move("终止", OPEN, PushPlanState.DROPPED, by=DECIDERS, needs_reason=True),
}


def may_plan(actor, unit) -> bool:
    return actor.scope.role in DECIDERS and actor.scope.decides_for(unit)


def _may_decide(plan, actor, move_name):
    if move_name not in JUDGING:
        return
    if not actor.scope.decides_for(plan.unit):
        raise NotAllowed("这个单位的攻坚计划不由您评定。")
    if move_name != "drop" and plan.reported_by_id == actor.pk:
        raise NotAllowed("本人填写的成效，须由其他人员评定。")
    if move_name == "not_yet" and plan.reported_at is None:
        raise StateChanged("单位还没有报请办结。")
    if move_name == "done" and not plan.outcome:
        raise StateChanged("单位还没有填写成效，不能办结。")


PUSH_PLAN = Workflow("push_plan", PushPlan, TRANSITIONS, _may_decide)


@transaction.atomic
def plan_push(year, unit, key, actor, *, target, measure, who, until) -> PushPlan:
    """A push of a weak point that stands now; its words are kept.

    Raises NotAllowed, StateChanged (settled meanwhile, or planned already), ValidationError for a day that makes no sense.
    """
    if not may_plan(actor, unit):
        raise NotAllowed("这个单位的攻坚计划不由您下达。")
    point = weak_points.of_unit(actor, year, unit.pk, key)
    if point is None:
        raise StateChanged("这条短板已经消除，不需要再列入攻坚。")
    check_text(measure, "攻坚措施")
    _check_day(year, until)
    plan = PushPlan(
        year=year, unit=unit, weak_key=key, weak_point=f"{point.label}：{point.text}"[:300],
        target=target.strip(), measure=measure.strip(), who=who.strip(), until=until, planned_by=actor,
    )  # fmt: skip
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:  # the database's promise: one open push a unit and weak point
        raise StateChanged("这条短板已列入攻坚，请刷新页面。") from error
    record(actor, "push_plan.planned", "下达攻坚计划", plan)
    return plan


def _check_day(year, until):
    if until < timezone.localdate():
        raise ValidationError({"until": "完成时限不能早于今天。"})
    if until > date(year, 12, 31):
        raise ValidationError({"until": f"半年攻坚须在{year}年内完成。"})


@transaction.atomic
def report(plan_id, actor, outcome, finished=False) -> PushPlan:
    """The unit writes how it goes; `finished` asks staff to judge."""
    plan = PUSH_PLAN.begin("report", plan_id, actor)
    if not outcome.strip():
        raise ReasonRequired("请填写进展和成效。")
    check_text(outcome, "进展和成效")
    before, now = plan.outcome, timezone.now()
    plan.outcome, plan.outcome_at, plan.reported_by = outcome.strip(), now, actor
    plan.reported_at = now if finished else None
    changes = {"进展和成效": [before, plan.outcome]}
    if finished:
        changes["报请办结"] = ["", "是"]
    return PUSH_PLAN.finish("report", plan, actor, changes=changes)


@transaction.atomic
def done(plan_id, actor, opinion="") -> PushPlan:
    plan = PUSH_PLAN.begin("done", plan_id, actor)
    return PUSH_PLAN.finish("done", plan, actor, reason=opinion)


@transaction.atomic
def not_yet(plan_id, actor, reason) -> PushPlan:
    """The unit goes on and asks anew."""
    plan = PUSH_PLAN.begin("not_yet", plan_id, actor, reason)
    plan.reported_at = None
    return PUSH_PLAN.finish("not_yet", plan, actor, reason=reason)


@transaction.atomic
def drop(plan_id, actor, reason) -> PushPlan:
    plan = PUSH_PLAN.begin("drop", plan_id, actor, reason)
    return PUSH_PLAN.finish("drop", plan, actor, reason=reason)
