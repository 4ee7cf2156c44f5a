"""商定事项: agreed with a day, reported on by the unit, settled by staff who did not report; overdue is computed."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tasks.closing import facts_changed
from tasks.models import Commitment, CommitmentState
from units.models import Role, Unit
from zhaotong_portal.audit.trail import record
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workflow import (
    Move,
    NotAllowed,
    ReasonRequired,
    StateChanged,
    Workflow,
    check_text,
)

State = CommitmentState
OPEN = {State.OPEN}
UNIT = {Role.OFFICER, Role.SECRETARY}
# A leader stands in for staff where the unit is the committee itself (`Scope.decides_for`).
DECIDERS = {Role.STAFF, Role.LEADER}

TRANSITIONS = {
    "report": Move("填写落实情况", OPEN, State.OPEN, by=UNIT),
    "keep": Move("确认兑现", OPEN, State.KEPT, by=DECIDERS),
    "not_yet": Move("认定未兑现", OPEN, State.OPEN, by=DECIDERS, needs_reason=True),
    "move_date": Move("调整时限", OPEN, State.OPEN, by=DECIDERS, needs_reason=True),
    "drop": Move("终止", OPEN, State.DROPPED, by=DECIDERS, needs_reason=True),
}


def _may_decide(commitment, actor, move_name):
    if move_name == "report":
        return
    scope = actor.scope
    if not scope.decides_for(commitment.unit):
        raise NotAllowed("这个单位的商定事项不由您办理。")
    people = scope.people_deciding(actor.pk, commitment.unit)
    if move_name == "keep" and commitment.reported_by_id in people:
        raise NotAllowed("本人填写的落实情况，须由其他人员确认。")
    if move_name == "not_yet" and commitment.reported_at is None:
        raise StateChanged("单位还没有报请销号。")


COMMITMENT = Workflow("commitment", Commitment, TRANSITIONS, _may_decide)


@dataclass(frozen=True)
class Promise:
    """What is agreed with one unit, before it is a row."""

    unit: Unit
    what: str
    who: str
    due_on: date | None


def agree_all(actor, promised, **source) -> list[Commitment]:
    """Commitments of one meeting, consultation or visit. In the caller's transaction, which refuses as a whole.

    Raises ValidationError that names the line: one without a date is refused.
    """
    (subject,) = source.values()
    theirs = {unit.pk for unit in subject.units.all()}
    rows = []
    for number, promise in enumerate(promised, 1):
        rows.append(_row(number, promise, actor, theirs, source))
    for row in rows:
        row.save()
        record(actor, "commitment.agreed", "登记商定事项", row)
    return rows


def _row(number, promise, actor, theirs, source):
    where = f"第{number}条商定事项"
    what, who = promise.what.strip(), promise.who.strip()
    faults = []
    if not what:
        faults.append(f"{where}没有内容。")
    if len(what) > 300:
        faults.append(f"{where}最多 300 字，现有 {len(what)} 字，请精简。")
    if not who:
        faults.append(f"{where}没有责任人。")
    if len(who) > 100:
        faults.append(f"{where}的责任人最多 100 字。")
    if promise.due_on is None:
        faults.append(f"{where}没有完成时限：没有时限的事项不能登记。")
    elif fault := _fault_of_day(promise.due_on):
        faults.append(f"{where}的{fault}")
    if promise.unit is None or promise.unit.pk not in theirs:
        faults.append(f"{where}的责任单位不在参加单位之中。")
    if faults:
        raise ValidationError({"commitments": faults})
    check_text(what, where)
    return Commitment(
        unit=promise.unit, what=what, who=who, due_on=promise.due_on, first_due_on=promise.due_on,
        agreed_by=actor, **source,
    )  # fmt: skip


def _fault_of_day(day):
    """The day's own fault, in words; empty for a day that makes sense."""
    today = timezone.localdate()
    if day < today:
        return f"完成时限 {full_day_text(day)} 已过，请写今天或以后的日期。"
    if day > today + timedelta(days=settings.COMMITMENT_MAX_DAYS):
        return f"完成时限 {full_day_text(day)} 太远，请核对年份。"
    return ""


def told(commitments):
    """For the audit entry of where they were agreed."""
    if not commitments:
        return {}
    lines = [
        f"{row.unit.short_name}：{row.what}（{row.due_on.isoformat()}）" for row in commitments
    ]
    return {"商定事项": ["", "；".join(lines)]}


@transaction.atomic
def report(pk, actor, outcome, finished=False) -> Commitment:
    """The unit writes how it goes; `finished` asks staff to settle it."""
    row = COMMITMENT.begin("report", pk, actor)
    if not outcome.strip():
        raise ReasonRequired("请填写落实情况。")
    check_text(outcome, "落实情况")
    before, now = row.outcome, timezone.now()
    row.outcome, row.outcome_at, row.reported_by = outcome.strip(), now, actor
    row.reported_at = now if finished else None
    changes = {"落实情况": [before, row.outcome]}
    if finished:
        changes["报请销号"] = ["", "是"]
    return _finish("report", row, actor, changes=changes)


@transaction.atomic
def keep(pk, actor, opinion="") -> Commitment:
    row = COMMITMENT.begin("keep", pk, actor)
    row.settled_by, row.settled_at = actor, timezone.now()
    return _finish("keep", row, actor, reason=opinion)


@transaction.atomic
def not_yet(pk, actor, reason) -> Commitment:
    """The unit goes on and reports anew."""
    row = COMMITMENT.begin("not_yet", pk, actor, reason)
    row.reported_at = None
    return _finish("not_yet", row, actor, reason=reason)


@transaction.atomic
def move_date(pk, actor, due_on, reason) -> Commitment:
    """Another day; the first one is kept beside it."""
    row = COMMITMENT.begin("move_date", pk, actor, reason)
    if due_on is None:
        raise ValidationError({"due_on": "请填写完成时限。"})
    if fault := _fault_of_day(due_on):
        raise ValidationError({"due_on": fault})
    changes = {"完成时限": [row.due_on.isoformat(), due_on.isoformat()]}
    row.due_on = due_on
    return _finish("move_date", row, actor, reason=reason, changes=changes)


@transaction.atomic
def drop(pk, actor, reason) -> Commitment:
    row = COMMITMENT.begin("drop", pk, actor, reason)
    row.drop_reason, row.settled_by, row.settled_at = reason.strip(), actor, timezone.now()
    return _finish("drop", row, actor, reason=reason)


def _finish(name, row, actor, reason="", changes=None):
    row = COMMITMENT.finish(name, row, actor, reason, changes)
    facts_changed(row.unit_id)
    return row
