"""事实异议: a unit's secretary says that a published fact is not so, the committee's staff answer; judgements stand (I16)."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.assessment import letters, window
from reviews.assessment.facts import is_fact, part_of
from reviews.models import Assessment, AssessmentState, ContestState, FactContest
from reviews.separation import refuse_own_year
from units.models import Role
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

State = ContestState
# A leader stands in for staff where the unit is the committee itself (`Scope.decides_for`).
DECIDERS = (Role.STAFF, Role.LEADER)
JUDGEMENT = "评委打分、现场测评和加分扣分属于评价，不能提出异议；可以提出异议的是平台数据、群众评议和抽查核实。"
CORRECTED_LENGTH = 200

TRANSITIONS = {
    "uphold": Move("采纳异议", {State.OPEN}, State.UPHELD, by=DECIDERS, needs_reason=True),
    "dismiss": Move("不采纳异议", {State.OPEN}, State.DISMISSED, by=DECIDERS, needs_reason=True),
    "withdraw": Move("撤回异议", {State.OPEN}, State.WITHDRAWN, by=(Role.SECRETARY,)),
}


def _may_decide(contest, actor, move_name):
    unit = contest.assessment.unit
    if move_name == "withdraw":
        return
    if not actor.scope.decides_for(unit):
        raise NotAllowed("这个单位的事实异议不由您答复。")
    if contest.contested_by_id in actor.scope.people_deciding(actor.pk, unit):
        raise NotAllowed("本人提出的异议，须由其他人员答复。")
    refuse_own_year(contest.assessment, actor)


FACT_CONTEST = Workflow("fact_contest", FactContest, TRANSITIONS, _may_decide)


@transaction.atomic
def contest(assessment_pk, actor, fact, claim):
    """`fact` is the key of a part among the published ones. Raises NotAllowed (a judgement), StateChanged (too late)."""
    pk = Assessment.objects.visible_to(actor).values_list("pk", flat=True).get(pk=assessment_pk)
    assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=pk)
    part = part_of(assessment, fact)
    refuse_contest(assessment, actor, part)
    if not claim.strip():
        raise ReasonRequired("请写明这项事实哪里不对、应当是什么。")
    check_text(claim, "异议内容")
    try:
        with transaction.atomic():
            made = FactContest.objects.create(
                assessment=assessment, fact=fact, fact_label=part["name"][:60], claim=claim.strip(),
                contested_by=actor,
            )  # fmt: skip
    except IntegrityError as error:  # the database's promise: one open contest a fact
        raise StateChanged("这项事实的异议正在办理，请等候答复。") from error
    record(actor, "fact_contest.contest", "提出事实异议", made, reason=claim.strip())
    return made


def refuse_contest(assessment, actor, part):
    if actor.scope.role != Role.SECRETARY or assessment.unit_id not in actor.scope.unit_ids:
        raise NotAllowed("事实异议由本单位党组织书记提出。")
    if assessment.state != AssessmentState.PUBLISHED:
        raise StateChanged("等次公布以后，才能对公布的事实提出异议。")
    if part is None:
        raise NotAllowed("公布的数据里没有这一项。")
    if not is_fact(part):
        raise NotAllowed(JUDGEMENT)
    if not window.is_open(assessment):
        until = full_day_text(window.contest_until(assessment))
        raise StateChanged(f"异议期已于{until}截止。")


@transaction.atomic
def uphold(pk, actor, answer, corrected=""):
    """It is as the unit says. What was published stays as it was published, with this beside it; a leader may revise."""
    found = FACT_CONTEST.begin("uphold", pk, actor, answer)
    check_text(corrected, "更正为")
    found.corrected = corrected.strip()[:CORRECTED_LENGTH]
    return _answer("uphold", found, actor, answer)


@transaction.atomic
def dismiss(pk, actor, answer):
    return _answer("dismiss", FACT_CONTEST.begin("dismiss", pk, actor, answer), actor, answer)


def _answer(move_name, found, actor, answer):
    found.answer, found.answered_by, found.answered_at = answer.strip(), actor, timezone.now()
    found = FACT_CONTEST.finish(move_name, found, actor, answer)
    letters.contest_answered(found)
    return found


@transaction.atomic
def withdraw(pk, actor):
    return FACT_CONTEST.finish("withdraw", FACT_CONTEST.begin("withdraw", pk, actor), actor)
