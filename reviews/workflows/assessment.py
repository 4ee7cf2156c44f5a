"""述职评议考核: prepared → self_reported → fed_back → decided → published; the score advises, the committee decides (I10)."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reviews import families
from reviews.assessment import feedback, letters
from reviews.assessment.advice import Advice, advised
from reviews.assessment.facts import freeze
from reviews.assessment.scoring import Score, scores_of
from reviews.assessment.secretaries import printed, secretaries_of
from reviews.assessment.window import contest_until
from reviews.finding_follow import together
from reviews.models import (
    Assessment,
    AssessmentState,
    ContestState,
    FindingSource,
    FindingState,
    GradeDecision,
)
from reviews.recording import record_finding
from reviews.separation import refuse_own_year
from reviews.workflows import finding as finding_moves
from tasks.sheet_paper import freeze as freeze_paper
from units.models import Role
from zhaotong_portal.numbering import take_numbers
from zhaotong_portal.wording import full_day_text, moment_text
from zhaotong_portal.workflow import (
    Incomplete,
    Move,
    NotAllowed,
    ReasonRequired,
    StateChanged,
    Workflow,
    check_text,
)

State = AssessmentState
NUMBER_SERIES = "assessment_feedback"
LONGEST = timedelta(days=366)
# A leader stands in for staff where the unit is the committee itself (`Scope.decides_for`).
PREPARERS = (Role.STAFF, Role.LEADER)
LEADERS = (Role.LEADER,)

TRANSITIONS = {
    "self_report": Move("登记已述职", {State.PREPARED}, State.SELF_REPORTED, by=PREPARERS),
    "feed_back": Move("印发反馈单", feedback.NOT_YET_FED_BACK, State.FED_BACK, by=PREPARERS),
    "no_feedback": Move(
        "登记没有反馈问题", feedback.NOT_YET_FED_BACK, State.FED_BACK, by=PREPARERS
    ),
    "decide": Move("确定等次", {State.FED_BACK, State.DECIDED}, State.DECIDED, by=LEADERS),
    "publish": Move("公布等次", {State.DECIDED}, State.PUBLISHED, by=LEADERS),
    "revise": Move("复核等次", {State.PUBLISHED}, State.PUBLISHED, by=LEADERS, needs_reason=True),
}  # fmt: skip
_OF_THE_UNIT = {"self_report", "feed_back", "no_feedback"}
# The self-report is judged by its own workflow; publishing adds nothing to what others decided.
_JUDGING = {"feed_back", "no_feedback", "decide", "revise"}


def _may_decide(assessment, actor, move_name):
    if move_name in _OF_THE_UNIT and not actor.scope.decides_for(assessment.unit):
        raise NotAllowed("这个单位的考核不由您办理。")
    if move_name in _JUDGING:
        refuse_own_year(assessment, actor)
    if move_name == "revise":
        _refuse_revising_for_nothing(assessment)


def _refuse_revising_for_nothing(assessment):
    """What was published stands, unless a contested fact turned out otherwise; one upheld contest is one look again."""
    upheld = assessment.contests.filter(state=ContestState.UPHELD).order_by("-answered_at").first()
    if upheld is None:
        raise NotAllowed("没有被采纳的事实异议，已公布的等次不再改动。")
    if assessment.decision.decided_at > upheld.answered_at:
        raise StateChanged(_told(assessment.decision))


ASSESSMENT = Workflow("assessment", Assessment, TRANSITIONS, _may_decide)


@transaction.atomic
def mark_self_reported(assessment, actor):
    """The self-report was accepted. Where the sheet of feedback went out before, the year is further than that already."""
    if Assessment.objects.filter(pk=assessment.pk).exclude(state=State.PREPARED).exists():
        return assessment
    found = ASSESSMENT.begin("self_report", assessment.pk, actor)
    found = ASSESSMENT.finish("self_report", found, actor)
    assessment.state = found.state
    return found


# --- Feedback -------------------------------------------------------------------------------------------------------


@transaction.atomic
def feed_back(pk, actor, due_on=None):
    """Number, freeze, hand over: every problem of the sheet enters the ledger with it, or the sheet does not go out."""
    assessment = ASSESSMENT.begin("feed_back", pk, actor)
    problems = list(assessment.problems.select_related("category"))
    if not problems:
        raise Incomplete(
            "请先填写并保存反馈问题，再印发反馈单；没有问题的，请登记没有反馈问题。", []
        )
    due_on = due_on or finding_moves.default_due()
    _check_due(due_on)
    now = timezone.now()
    # By the year that is judged: sheets of one year go out in two calendar years.
    assessment.sequence = take_numbers(NUMBER_SERIES, assessment.year)[0]
    assessment.document_number = settings.ASSESSMENT_FEEDBACK_NUMBER_FORMAT.format(
        year=assessment.year, number=assessment.sequence
    )
    assessment.fed_back_by, assessment.fed_back_at = actor, now
    _print_secretaries([assessment])
    paper = feedback.draw(
        assessment, problems, due_on=due_on, issuer=actor, issued_on=timezone.localdate(now)
    )
    assessment.feedback_paper = freeze_paper(paper)
    with together():
        for problem in problems:
            _into_the_ledger(assessment, problem, actor, due_on)
    letters.fed_back(assessment)
    changes = {
        "反馈单编号": ["", assessment.document_number],
        "整改时限": ["", full_day_text(due_on)],
    }
    return ASSESSMENT.finish("feed_back", assessment, actor, changes=changes)


@transaction.atomic
def no_feedback(pk, actor):
    """Nothing needs to be put right: no sheet, no number. The grade can be decided all the same."""
    assessment = ASSESSMENT.begin("no_feedback", pk, actor)
    if assessment.problems.exists():
        raise StateChanged("已有保存的反馈问题，请印发反馈单，或先清空问题再登记。")
    assessment.fed_back_by, assessment.fed_back_at = actor, timezone.now()
    return ASSESSMENT.finish("no_feedback", assessment, actor)


def _print_secretaries(rows):
    """Who answers for the year, as of now: the file was prepared while the year ran. A later change of names is not printed."""
    for year in {row.year for row in rows}:
        of_year = [row for row in rows if row.year == year]
        tenures = secretaries_of(year, [row.unit for row in of_year])
        for row in of_year:
            if found := tenures.get(row.unit_id):
                row.secretaries = printed(found)


def _into_the_ledger(assessment, problem, actor, due_on):
    """Found, confirmed, assigned. What the unit has in hand already is put right there, and counted once (W9)."""
    older = feedback.open_finding_of(assessment, problem.text)
    row = record_finding(
        actor, assessment.unit, title=problem.text, source=FindingSource.ASSESSMENT, found_on=timezone.localdate(),
        detail=f"整改要求：{problem.demand}" if problem.demand else "", label=f"{assessment.year}年度述职评议",
        category=problem.category,
    )  # fmt: skip
    problem.finding = row
    problem.save(update_fields=["finding"])
    if older is not None and families.may_join(row, actor):
        families.join(row.pk, older.pk, actor)
        row.refresh_from_db()
    if row.joined_to_id is None and row.state == FindingState.FOUND:
        finding_moves.confirm(row.pk, actor)
        finding_moves.assign(row.pk, actor, due_on)


def _check_due(due_on):
    today = timezone.localdate()
    if due_on < today:
        raise ValidationError({"due_on": "整改时限不能早于今天。"})
    if due_on > today + LONGEST:
        raise ValidationError({"due_on": "整改时限超过一年，请核对年份。"})


# --- The grade ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """A grade as chosen on a page; `seen` (seen_of) is what the page showed beside it."""

    grade: str
    reason: str
    seen: str


class Refused(ValidationError):
    """`errors` {assessment pk: (field, sentence)}: nothing of what was sent is kept."""

    def __init__(self, errors):
        super().__init__([text for _, text in errors.values()])
        self.errors = errors


def seen_of(assessment, score, advice) -> str:
    """What a decision rests on: the last one, the score and what it advises. Another one was made for other facts."""
    number = assessment.decision.number if assessment.decision_id else 0
    return f"{number}|{score.total}|{advice.grade}"


@transaction.atomic
def decide(choices, actor):
    """`choices` {assessment pk: Choice} of one year, all or none; returns how many grades are new.

    Raises Refused by row: a reason is missing, the score has changed since, somebody was faster (and who).
    """
    rows = {row.pk: row for row in Assessment.objects.visible_to(actor).filter(pk__in=choices)}
    if len(rows) != len(choices):
        raise Assessment.DoesNotExist
    read = {}
    errors, made = {}, 0
    for pk in sorted(rows):
        year = rows[pk].year
        if year not in read:
            scores = scores_of(year)
            read[year] = scores, advised(scores)
        try:
            made += _decide(pk, actor, choices[pk], *read[year])
        except _Fault as fault:
            errors[pk] = (fault.field, fault.text)
        except (StateChanged, NotAllowed) as error:
            errors[pk] = ("seen", error.text)
    if errors:
        raise Refused(errors)
    return made


class _Fault(Exception):
    def __init__(self, field, text):
        super().__init__(text)
        self.field, self.text = field, text


def _decide(pk, actor, choice, scores, advice):
    assessment = ASSESSMENT.begin("decide", pk, actor)
    score, said = score_of(assessment, scores, advice)
    last, grade, reason = assessment.decision, choice.grade, choice.reason.strip()
    _refuse_unseen(assessment, score, said, choice.seen)
    if grade not in settings.ASSESSMENT_GRADES:
        raise _Fault("grade", "请选择等次。")
    if grade != said.grade and not reason:
        wanted = f"得分建议为“{said.grade}”" if said.grade else "没有得分建议"
        raise _Fault("reason", f"{wanted}，定为“{grade}”的，请写明理由。")
    if fault := _unfit(reason):
        raise _Fault("reason", fault)
    facts = freeze(score, said)
    if last and (last.grade, last.reason) == (grade, reason) and last.score == score.total:
        return 0
    assessment.facts, assessment.scheme = facts, score.scheme
    _write(assessment, actor, grade, reason, score.total, said)
    # The trail is read by people who read no assessment: the grade stands in the decision's own row, each in one.
    ASSESSMENT.finish("decide", assessment, actor)
    return 1


def score_of(assessment, scores, advice):
    """A unit that was merged during the year has no score of its own; a grade then needs its reason."""
    pk = assessment.unit_id
    return scores.get(pk) or Score(assessment.unit), advice.get(pk) or Advice(None, 0, "")


def _refuse_unseen(assessment, score, said, seen):
    now = seen_of(assessment, score, said)
    if now == seen:
        return
    if now.split("|")[0] != seen.split("|")[0] and assessment.decision:
        raise StateChanged(_told(assessment.decision))
    total = "—" if score.total is None else score.total
    raise StateChanged(f"得分刚有变化，现为 {total}，建议“{said.grade or '—'}”，请核对后再定。")


def _told(decision):
    who, when = decision.decided_by.name, moment_text(decision.decided_at)
    return f"已由 {who} 于{when}定为“{decision.grade}”，请核对后再定。"


def _unfit(reason):
    try:
        check_text(reason, "理由")
    except ReasonRequired as error:
        return error.text
    return ""


def _write(assessment, actor, grade, reason, score, said):
    last = assessment.decisions.order_by("-number").first()
    assessment.decision = GradeDecision.objects.create(
        assessment=assessment, number=last.number + 1 if last else 1, score=score, place=said.place,
        place_of=said.place_of or None, advised=said.grade, grade=grade, reason=reason, decided_by=actor,
        decided_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def publish(numbers, actor):
    """`numbers` {assessment pk: number of the decision that the page showed}: all of them, or none.

    From here on the facts stand as they were decided on. Raises NotAllowed, StateChanged.
    """
    rows, now = [], timezone.now()
    for pk in sorted(numbers):
        row = ASSESSMENT.begin("publish", pk, actor)
        if row.decision.number != numbers[pk]:
            raise StateChanged(f"{row.unit}：{_told(row.decision)}")
        row.published_at = now
        rows.append(row)
    if rows:
        _print_secretaries(rows)
    for row in rows:
        ASSESSMENT.finish("publish", row, actor, changes={"等次": ["", row.decision.grade]})
    if rows:
        letters.published(rows, contest_until(rows[0]))
    return rows


@transaction.atomic
def revise(pk, actor, grade, reason):
    """After an upheld contest, the grade once more. The published facts and their score stay as they were."""
    assessment = ASSESSMENT.begin("revise", pk, actor, reason)
    if grade not in settings.ASSESSMENT_GRADES:
        raise ValidationError({"grade": "请选择等次。"})
    last = assessment.decision
    _write(assessment, actor, grade, reason.strip(), last.score, _as_published(last))
    letters.revised(assessment, last, assessment.decision)
    return ASSESSMENT.finish("revise", assessment, actor, reason, {"等次": [last.grade, grade]})


def _as_published(decision):
    return Advice(decision.place, decision.place_of or 0, decision.advised)
