"""Which matters have come so far up the ladder that the next step is due (E14): 提示 → 催办 → 会商 → 督办.

`next_step` is the rule, pure; the numbers are the setting ESCALATION_RULES. A step is never skipped. What staff agreed
may come later rests until that day; what they waived rests until it was asked for once more.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from tasks.closing import UNMET
from tasks.models import (
    EscalationMatter,
    EscalationState,
    LineReply,
    ReplyKind,
    ReplyState,
    SheetLine,
    SheetState,
    Step,
)
from tasks.sheet_facts import NOT_PROMPTS
from zhaotong_portal.workdays import workdays_between

LADDER = (Step.URGE, Step.CONSULT, Step.SUPERVISE)


@dataclass(frozen=True)
class Standing:
    """How far a matter is: asked for so often, so late, the last step and its day, and the prompts when one was waived."""

    times: int
    days_late: int = 0
    reached: str = Step.PROMPT
    reached_on: date | None = None
    waived_at: tuple = ()  # ((step, times then), …)


@dataclass
class Due:
    line: SheetLine
    step: str
    standing: Standing
    rule: str


def next_step(standing: Standing, today: date) -> tuple[str, str] | None:
    """(step, the rule in words) that is due now; None: the matter stays where it is."""
    place = LADDER.index(standing.reached) + 1 if standing.reached in LADDER else 0
    if place == len(LADDER):
        return None
    step = LADDER[place]
    rule = settings.ESCALATION_RULES[step]
    if (step, standing.times) in standing.waived_at:
        return None
    if standing.reached_on and (
        workdays_between(standing.reached_on, today) < rule["workdays_after"]
    ):
        return None
    if standing.times >= rule["times"]:
        return step, f"已提示{standing.times}次（满{rule['times']}次{step.label}）"
    if standing.days_late >= rule["days_late"]:
        return step, f"超期{standing.days_late}天（满{rule['days_late']}天{step.label}）"
    return None


def due(today: date | None = None, unit_ids=None) -> list[Due]:
    """Everything whose next step is due, by unit; four queries for any number of units."""
    today = today or timezone.localdate()
    lines = (
        SheetLine.objects.filter(sheet__state=SheetState.ISSUED, state__in=UNMET)
        .exclude(condition__in=NOT_PROMPTS)
        .select_related("sheet__unit", "item")
        .order_by("sheet__unit__protocol_order", "sheet__period", "order")
    )
    if unit_ids is not None:
        lines = lines.filter(sheet__unit__in=unit_ids)
    # The latest sheet that asks for it speaks for the matter.
    latest = {(line.sheet.unit_id, line.subject_key): line for line in lines}
    units = {unit for unit, _ in latest}
    resting, history = _resting(units, today), _history(units)
    found = []
    for key, line in latest.items():
        if key in resting:
            continue
        was_due = line.item.deadline if line.item_id else line.due_on
        if was_due and was_due >= today:
            continue  # asked for in time: nothing is late yet
        standing = _standing(line, was_due, history[key], today)
        if step := next_step(standing, today):
            found.append(Due(line, step[0], standing, step[1]))
    return found


def _standing(line, was_due, history, today):
    late = max(0, (today - was_due).days) if was_due else 0
    done = [row for row in history if row[1] == EscalationState.CARRIED_OUT]
    last = max(done, key=lambda row: LADDER.index(row[0]), default=None)
    waived = tuple(
        (Step(step), times) for step, state, _, times in history if state == EscalationState.WAIVED
    )
    reached, on = (last[0], timezone.localdate(last[2])) if last else (Step.PROMPT, None)
    return Standing(line.times_carried + 1, late, reached, on, waived)


def _resting(units, today):
    """What staff agreed may come later, until that day."""
    rows = LineReply.objects.filter(
        line__sheet__unit__in=units,
        kind=ReplyKind.LATER,
        state=ReplyState.TAKEN,
        until__gte=today,
    )
    return set(rows.values_list("line__sheet__unit", "line__subject_key"))


def _history(units):
    """{(unit, subject): [(step, state, decided at, times then)]}"""
    rows = EscalationMatter.objects.filter(
        escalation__unit__in=units,
        escalation__state__in=[EscalationState.CARRIED_OUT, EscalationState.WAIVED],
    ).values_list(
        "escalation__unit", "subject_key", "escalation__step", "escalation__state", "escalation__decided_at", "times"
    )  # fmt: skip
    found = defaultdict(list)
    for unit, subject, *rest in rows:
        found[unit, subject].append(tuple(rest))
    return found
