"""述职评议考核 of the years that are over, published, and of the running one, under way.

The problems that were fed back are those of the ledger: none is added and none is changed. The units graded 一般 are
those whose secretaries were talked to. Lots of its own, so that nothing else of the demonstration moves with them.
"""

from collections import defaultdict
from datetime import date, time
from random import Random

from django.conf import settings

from reviews.assessment import feedback
from reviews.assessment.advice import advised
from reviews.assessment.content import content_of
from reviews.assessment.defaults import default_scheme
from reviews.assessment.facts import freeze
from reviews.assessment.scoring import scores_of
from reviews.assessment.secretaries import printed, secretaries_of
from reviews.demo import assessment_votes as votes
from reviews.demo.assessment_after import create_contests, create_uses
from reviews.demo.model_offices import create_model_offices
from reviews.demo.self_reports import file_all, file_some
from reviews.demo.travel import as_of
from reviews.models import (
    Assessment,
    AssessmentState,
    FeedbackProblem,
    Finding,
    FindingSource,
    GradeDecision,
    Interview,
    VoteGroup,
    VoteSession,
    VoteSubject,
)
from reviews.models.finding import NOT_YET_TOLD
from reviews.workflows import assessment_scheme
from reviews.workflows.assessment import NUMBER_SERIES
from reviews.workflows.assessment_year import prepare_year
from tasks.sheet_paper import freeze as freeze_paper
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of
from zhaotong_portal.numbering import take_numbers
from zhaotong_portal.workdays import add_workdays, moment

State = AssessmentState
BEST, SECOND, TALKED_TO = "好", "较好", "一般"
DEMAND = "明确责任人和时限，整改后在平台报告。"
REASON_POOR = "年度内因党建工作被通报，现场测评靠后，经工委会议研究定为“一般”。"
REASON_RAISED = "工作基础较好，整改态度认真，经工委会议研究定为“较好”。"
REASON_LOWERED = "得分靠前，但重点任务推进不够均衡，经工委会议研究定为“较好”。"
# Of the running year: how many sheets are out, and of these how many grades are decided and not published yet.
FED_BACK, DECIDED = 4, 2


def create_assessments(seed, people, units, first_year, now):
    """After the rollups: satisfaction and timeliness are parts of the score."""
    rng = Random(f"assessments {seed}")
    running = now.date().year
    for year in range(first_year, running):
        _past_year(rng, people, year)
    _running_year(rng, people, running, now)
    create_contests(people, running - 1)
    create_uses(people, running, now.date())
    create_model_offices(people, units, running, now)


def _at(year, month, day, hour=10):
    return moment(date(year, month, day), time(hour))


# --- A year that is over -------------------------------------------------------------------------------------------


def _past_year(rng, people, year):
    scheme = _scheme(people, year, _at(year, 3, 10))
    with as_of(_at(year, 11, 16)):
        prepare_year(people.staff, year)
    rows = list(Assessment.objects.filter(year=year).select_related("unit__district"))
    standings = _standings(rng, rows, year)
    file_all(people, rows, _at(year, 11, 26), _at(year, 12, 2))
    _feed_back(people, rows, year, _at(year, 12, 4))
    votes.hold_vote(rng, people, year, standings)
    votes.judge(rng, people, scheme, standings, _at(year, 12, 11))
    votes.adjust(people, scheme, standings, _at(year, 12, 11, 15))
    _decide(people, rows, standings, year, _at(year, 12, 15, 16))
    _publish(people, rows, year, _at(year, 12, 17))


def _scheme(people, year, at):
    with as_of(at):
        scheme = default_scheme(year, people.admin)
        digest = content_of(scheme).scored_digest
        assessment_scheme.confirm_simulation(scheme.pk, people.admin, digest)
        return assessment_scheme.put_in_force(scheme.pk, people.admin)


def _standings(rng, rows, year):
    """Those who were talked to stood last, the first of them so far that the score says so by itself."""
    talked_to = list(
        Interview.objects.filter(year=year).order_by("held_on").values_list("unit", flat=True)
    )
    standings = {}
    for row in rows:
        if row.unit_id in talked_to:
            standings[row] = votes.POOREST if row.unit_id == talked_to[0] else votes.POOR
        else:
            standings[row] = votes.GOOD if rng.random() < 0.4 else votes.FAIR
    return standings


def _feed_back(people, rows, year, at, only=None):
    """One sheet a unit with the ledger's problems of the year. A unit without any was told so at the meeting."""
    of_unit = defaultdict(list)
    found = Finding.objects.filter(
        source=FindingSource.ASSESSMENT, year=year, unit__in=[row.unit_id for row in rows]
    )
    for finding in found.exclude(state__in=NOT_YET_TOLD).order_by("found_on", "pk"):
        of_unit[finding.unit_id].append(finding)
    problems = {
        row.pk: [
            FeedbackProblem(
                assessment=row, order=order, text=finding.title, demand=DEMAND, category_id=finding.category_id,
                finding=finding,
            )
            for order, finding in enumerate(of_unit[row.unit_id], 1)
        ]
        for row in rows
    }  # fmt: skip
    FeedbackProblem.objects.bulk_create(one for some in problems.values() for one in some)
    with_any = [row for row in rows if problems[row.pk]]
    numbers = take_numbers(NUMBER_SERIES, year, len(with_any))
    due_on = add_workdays(at.date(), 15)
    for row, number in zip(with_any, numbers, strict=True):
        row.sequence, row.document_number = number, _number_text(year, number)
        paper = feedback.draw(
            row, problems[row.pk], due_on=due_on, issuer=people.staff, issued_on=at.date()
        )
        row.feedback_paper = freeze_paper(paper)
    for row in rows:
        row.state, row.fed_back_at, row.fed_back_by = State.FED_BACK, at, people.staff
    fields = [
        "state",
        "sequence",
        "document_number",
        "feedback_paper",
        "fed_back_at",
        "fed_back_by",
    ]
    Assessment.objects.bulk_update(rows, fields, batch_size=200)
    _trail(people.staff, "assessment.feed_back", "印发反馈单", with_any, at)
    without = [row for row in rows if not problems[row.pk]]
    _trail(people.staff, "assessment.no_feedback", "登记没有反馈问题", without, at)


def _number_text(year, number):
    return settings.ASSESSMENT_FEEDBACK_NUMBER_FORMAT.format(year=year, number=number)


def _decide(people, rows, standings, year, at):
    """The committee follows the score but for those who were talked to, and one a year."""
    scores = scores_of(year)
    advice = advised(scores)
    lowered = next((row for row in rows if advice[row.unit_id].grade == BEST), None)
    decisions = []
    for row in rows:
        said = advice[row.unit_id]
        grade, reason = _grade(standings[row], said.grade, row == lowered)
        with as_of(at):
            row.facts = freeze(scores[row.unit_id], said)
        row.scheme = scores[row.unit_id].scheme
        decisions.append(
            GradeDecision(
                assessment=row, number=1, score=scores[row.unit_id].total, place=said.place,
                place_of=said.place_of or None, advised=said.grade, grade=grade, reason=reason,
                decided_by=people.leaders[0], decided_at=at,
            )
        )  # fmt: skip
    for row, decision in zip(rows, GradeDecision.objects.bulk_create(decisions), strict=True):
        row.decision, row.state = decision, State.DECIDED
    Assessment.objects.bulk_update(rows, ["facts", "scheme", "decision", "state"], batch_size=200)
    _trail(people.leaders[0], "assessment.decide", "确定等次", rows, at)


def _publish(people, rows, year, at):
    """With the secretaries as of that day, as the portal prints them."""
    with as_of(at):
        tenures = secretaries_of(year, [row.unit for row in rows])
    for row in rows:
        row.state, row.published_at = State.PUBLISHED, at
        row.secretaries = printed(tenures.get(row.unit_id, []))
    Assessment.objects.bulk_update(rows, ["state", "published_at", "secretaries"], batch_size=200)
    _trail(people.leaders[0], "assessment.publish", "公布等次", rows, at)


def _grade(stood, advised_grade, is_lowered):
    """(grade, reason): a reason wherever the grade is another one than advised."""
    if stood in (votes.POOR, votes.POOREST):
        grade, reason = TALKED_TO, REASON_POOR
    elif is_lowered:
        grade, reason = SECOND, REASON_LOWERED
    elif advised_grade in (BEST, SECOND):
        return advised_grade, ""
    else:
        grade, reason = SECOND, REASON_RAISED
    return grade, "" if grade == advised_grade else reason


def _trail(actor, action, label, rows, at):
    with as_of(at):
        AuditEntry.objects.bulk_create(entry_of(actor, action, label, row) for row in rows)


# --- The running year ------------------------------------------------------------------------------------------------


def _running_year(rng, people, year, now):
    """Prepared; reports come in; some sheets are out; the meeting is being prepared."""
    scheme = _scheme(people, year, min(now, _at(year, 3, 10)))
    with as_of(min(now, _at(year, 11, 16))):
        prepare_year(people.staff, year)
    rows = list(
        Assessment.objects.filter(year=year).select_related("unit__district").order_by("unit__protocol_order")
    )  # fmt: skip
    file_some(people, rows, now)
    done = list(
        Assessment.objects.filter(year=year, state=State.SELF_REPORTED).select_related("unit__district")
        .order_by("unit__protocol_order")
    )  # fmt: skip
    told = Finding.objects.filter(source=FindingSource.ASSESSMENT, year=year).exclude(
        state__in=NOT_YET_TOLD
    )
    with_problems = set(told.order_by().values_list("unit", flat=True))
    out = [row for row in done if row.unit_id in with_problems][:FED_BACK]
    _feed_back(people, out, year, now)
    votes.judge(rng, people, scheme, dict.fromkeys(done, votes.FAIR), now)
    decided = out[:DECIDED]
    if decided:
        _decide(people, decided, dict.fromkeys(decided, votes.FAIR), year, now)
    for row in done:
        if row not in out:
            _draft_sheet(row)
    _coming_vote(people, rows, year, now)


def _draft_sheet(row):
    texts = ("党建与业务融合的办法不多", "支部组织生活质量不高")
    FeedbackProblem.objects.bulk_create(
        FeedbackProblem(assessment=row, order=order, text=text, demand=DEMAND)
        for order, text in enumerate(texts, 1)
    )


def _coming_vote(people, rows, year, now):
    session = VoteSession.objects.create(
        year=year, title=f"{year}年度党组织书记抓基层党建述职评议会", held_on=add_workdays(now.date(), 10),
        prepared_by=people.staff, options=["好", "较好", "一般", "差"],
    )  # fmt: skip
    VoteGroup.objects.bulk_create(
        VoteGroup(session=session, name=name, weight=weight, order=order)
        for order, (name, weight, _) in enumerate(votes.GROUPS)
    )
    VoteSubject.objects.bulk_create(
        VoteSubject(session=session, unit=row.unit, name=row.secretaries[-1]["name"] if row.secretaries else "")
        for row in rows
    )  # fmt: skip
