"""差评件: 收到 → 受理 → 核实 → 整改 → 答复 → 回访 → 办结; a second 不满意 goes to the linked leader (rules.md §5).

The unit handles, staff give verdicts and close, the named caller calls back, the citizen has the last word.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reviews.models import CaseRound, CaseState, Grade, RatingCase
from reviews.models.rating import POOR_GRADES
from reviews.models.rating_case import ANSWERED_CASES
from units.models import Person, Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workdays import add_workdays
from zhaotong_portal.workflow import Move, NotAllowed, StateChanged, Workflow

State = CaseState
UNIT = (Role.OFFICER, Role.SECRETARY)
DECIDERS = (Role.STAFF, Role.LEADER)

TRANSITIONS = {
    "accept": Move("受理", {State.OPENED}, State.ACCEPTED, by=(*UNIT, *DECIDERS)),
    "verify": Move(
        "核实属实", {State.ACCEPTED}, State.VERIFIED, by=(*UNIT, *DECIDERS), needs_reason=True
    ),
    "no_basis": Move(
        "认定查无依据", {State.ACCEPTED}, State.NO_BASIS, by=DECIDERS, needs_reason=True
    ),
    "not_ours": Move(
        "认定不属该单位", {State.ACCEPTED}, State.NOT_OURS, by=DECIDERS, needs_reason=True
    ),
    "take_up": Move("开始整改", {State.VERIFIED}, State.IN_HAND, by=UNIT, needs_reason=True),
    "answer": Move("答复群众", {State.IN_HAND}, State.ANSWERED, by=UNIT, needs_reason=True),
    "call_back": Move(
        "登记回访", {State.ANSWERED}, State.CALLED_BACK, by=DECIDERS, needs_reason=True
    ),
    "close": Move("办结", {State.ANSWERED, State.CALLED_BACK}, State.CLOSED, by=DECIDERS),
    "escalate": Move("提级", ANSWERED_CASES, State.ESCALATED),
    "instruct": Move(
        "批示督办", {State.ESCALATED}, State.IN_HAND, by=(Role.LEADER,), needs_reason=True
    ),
}
_DECIDED = {"no_basis", "not_ours", "call_back", "close"}


def _may_decide(case, actor, move_name):
    scope = actor.scope
    if move_name == "instruct":
        if not is_linked(actor, case.unit):
            raise NotAllowed("提级件由该单位的挂联领导批示。")
        return
    if scope.role in DECIDERS and not scope.decides_for(case.unit):
        raise NotAllowed("这个单位的差评件不由您办理。")
    if move_name == "call_back" and case.caller_id != actor.pk:
        raise NotAllowed("由指定的回访人登记回访。")
    if move_name == "close" and case.state == State.ANSWERED and has_contact(case):
        raise NotAllowed("群众留有联系方式，请先回访再办结。")
    people = scope.people_deciding(actor.pk, case.unit)
    if move_name in _DECIDED and people & set(case.rounds.values_list("answered_by", flat=True)):
        raise NotAllowed("本人答复的差评件，须由其他人员办理。")


def is_linked(actor, unit) -> bool:
    """Whether this leader is linked to the unit's district, or leads the committee that the unit is."""
    scope = actor.scope
    if scope.role != Role.LEADER:
        return False
    return scope.whole or unit.is_committee or unit.district_id in scope.district_ids


CASE = Workflow("rating_case", RatingCase, TRANSITIONS, _may_decide)


def has_contact(case) -> bool:
    return hasattr(case, "contact")


def due_of(state, started_on):
    """Until when the next step must be done; None when nobody's turn is limited."""
    if state in (State.OPENED, State.ESCALATED):
        return add_workdays(started_on, settings.CASE_ACCEPT_WORKDAYS)
    if state in (State.ACCEPTED, State.VERIFIED, State.IN_HAND):
        return add_workdays(started_on, settings.CASE_ANSWER_WORKDAYS)
    return None


def open_case(rating, receipt_key):
    """With the 差评, in its transaction. The case itself is the entry: no person and no minute is written."""
    return RatingCase.objects.create(
        rating=rating,
        unit_id=rating.unit_id,
        opened_on=rating.given_on,
        started_on=rating.given_on,
        due_on=due_of(State.OPENED, rating.given_on),
        receipt_key=receipt_key,
    )


@transaction.atomic
def accept(pk, actor):
    case = CASE.begin("accept", pk, actor)
    return _finish("accept", case, actor)


@transaction.atomic
def verify(pk, actor, reason):
    """What happened, as it was found out."""
    case = CASE.begin("verify", pk, actor, reason)
    case.verified_text = reason.strip()
    return _finish("verify", case, actor, reason)


@transaction.atomic
def settle(move_name, pk, actor, reason):
    """`no_basis` or `not_ours`: the explanation is what the citizen reads, and may disagree with."""
    case = CASE.begin(move_name, pk, actor, reason)
    case.verdict = TRANSITIONS[move_name].target
    _answered(case, actor, reason)
    return _finish(move_name, case, actor, reason)


@transaction.atomic
def take_up(pk, actor, measures):
    case = CASE.begin("take_up", pk, actor, measures)
    case.measures = measures.strip()
    return _finish("take_up", case, actor, measures)


@transaction.atomic
def answer(pk, actor, text):
    """The citizen reads it under the receipt code, and may rate the handling once within the days given."""
    case = CASE.begin("answer", pk, actor, text)
    _answered(case, actor, text)
    return _finish("answer", case, actor, text)


@transaction.atomic
def name_caller(pk, actor, caller):
    """Who calls back and alone reads the contact: somebody of the committee, not of the unit. Audited."""
    case = RatingCase.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    case = RatingCase.objects.select_for_update(of=("self",)).get(pk=case)
    if actor.scope.role not in DECIDERS or not actor.scope.decides_for(case.unit):
        raise NotAllowed("这个单位的回访人不由您指定。")
    if case.state in (State.CALLED_BACK, State.CLOSED):
        raise StateChanged("已回访或已办结，不用再指定回访人。")
    if caller not in possible_callers(case):
        raise ValidationError({"caller": "请选择工委的在任人员。"})
    before = case.caller.name if case.caller else ""
    case.caller = caller
    case.save(update_fields=["caller"])
    changes = {"回访人": [before, caller.name]}
    record(actor, "rating_case.name_caller", "指定回访人", case, changes=changes)
    return case


def possible_callers(case):
    """Staff and leaders of today who hold no post in the unit itself."""
    today = timezone.localdate()
    posts = {"appointments__starts_on__lte": today, "appointments__role__in": DECIDERS}
    people = Person.objects.filter(is_active=True, **posts)
    return people.exclude(appointments__unit=case.unit_id).distinct().order_by("name", "pk")


@transaction.atomic
def call_back(pk, actor, text, regrade=None):
    """What the citizen said on the telephone. Still not satisfied is a second 不满意."""
    case = CASE.begin("call_back", pk, actor, text)
    step = case.rounds.last()
    step.call_text, step.called_by, step.called_on = text.strip(), actor, timezone.localdate()
    if regrade and step.regrade is None:
        step.regrade, step.regraded_on = Grade(int(regrade)), timezone.localdate()
    step.save()
    case = _finish("call_back", case, actor, text)
    return _escalated(case) if step.regrade in POOR_GRADES else case


@transaction.atomic
def close(pk, actor, reason=""):
    case = CASE.begin("close", pk, actor)
    return _finish("close", case, actor, reason)


@transaction.atomic
def instruct(pk, actor, text):
    """The linked leader takes the second 不满意 in hand and says what is to be done."""
    case = CASE.begin("instruct", pk, actor, text)
    case.instruction = text.strip()
    return _finish("instruct", case, actor, text)


@transaction.atomic
def rerate(pk, grade, said=""):
    """The citizen, by receipt code, about the latest answer: once, within its days. Raises StateChanged."""
    case = RatingCase.objects.select_for_update(of=("self",)).get(pk=pk)
    step = case.rounds.last()
    if not may_rerate(case, step):
        raise StateChanged("这次答复已经评过，或已过再次评价的期限。")
    step.regrade, step.said, step.regraded_on = Grade(int(grade)), said, timezone.localdate()
    step.save(update_fields=["regrade", "said", "regraded_on"])
    if step.regrade in POOR_GRADES:
        return _escalated(case)
    record(None, "rating_case.rerated", "群众再次评价", case)
    return case


def may_rerate(case, step) -> bool:
    return (
        step is not None
        and step.regrade is None
        and case.state in ANSWERED_CASES
        and case.rerate_until is not None
        and timezone.localdate() <= case.rerate_until
    )


@transaction.atomic
def close_settled(today=None) -> int:
    """Answered, no objection within the days given, and nobody left to call: closed by the portal. Safe to repeat."""
    today = today or timezone.localdate()
    over = RatingCase.objects.filter(
        state__in=(State.ANSWERED, State.CALLED_BACK), rerate_until__lt=today
    )
    rows = list(
        over.exclude(state=State.ANSWERED, contact__isnull=False).values_list("pk", flat=True)
    )
    for pk in rows:
        case = CASE.begin("close", pk, None)
        _finish("close", case, None, "期限内没有不同意见。")
    return len(rows)


def _escalated(case):
    case = CASE.begin("escalate", case.pk, None)
    case.escalated_times += 1
    case.started_on, case.rerate_until = timezone.localdate(), None
    return _finish("escalate", case, None, "群众再次评为不满意。")


def _answered(case, actor, text):
    today = timezone.localdate()
    CaseRound.objects.create(
        case=case, number=case.rounds.count() + 1, answer=text.strip(), answered_by=actor, answered_on=today
    )  # fmt: skip
    case.rerate_until = today + timedelta(days=settings.CASE_RERATE_DAYS)


def _finish(move_name, case, actor, reason=""):
    target = TRANSITIONS[move_name].target
    case.due_on = due_of(target, case.started_on)
    if target == State.ANSWERED and has_contact(case):
        case.due_on = add_workdays(case.started_on, settings.CASE_CALL_BACK_WORKDAYS)
    case.closed_on = timezone.localdate() if target == State.CLOSED else None
    return CASE.finish(move_name, case, actor, reason)
