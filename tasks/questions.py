"""Questions where they belong: the places of a month that one may ask about, each with its threads."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from tasks.contents import Contents
from tasks.models import Activity, Question, QuestionReply, QuestionState
from tasks.workflows.question import QUESTION, answer
from zhaotong_portal.wording import day_text
from zhaotong_portal.workflow import WorkflowError

WHOLE = "report"


@dataclass
class Place:
    """What is asked about. `anchor` is its id on the month's page and its name in forms; `fields` name it in a Question."""

    anchor: str
    label: str
    said: str = ""
    fields: dict = field(default_factory=dict)


def place_of(contents: Contents, anchor: str) -> Place | None:
    """The line, cell or activity of that anchor, or the whole report; None for what the month does not hold."""
    if anchor in ("", WHOLE):
        return Place(WHOLE, "整份报告")
    for line in contents.lines:
        if line.anchor == anchor:
            return Place(anchor, line.item.title, _said_in_line(line), {"line": line.line})
    for cell in contents.cells:
        if cell.anchor == anchor:
            fields = {"indicator": cell.indicator, "organisation": cell.organisation}
            return Place(anchor, cell.label, cell.text or "未报", fields)
    return _activity_of(contents.report, anchor)


def _said_in_line(line):
    shown = line.shown
    percent = "" if shown.percent is None else f"{shown.percent}%，"
    return f"{percent}{shown.text or '没有文字说明'}"


def _activity_of(report, anchor):
    word, _, pk = anchor.partition("-")
    if word != "activity" or not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        return None
    rows = Activity.objects.filter(unit=report.unit_id).in_month(report.period)
    activity = rows.filter(pk=int(pk)).first()
    if activity is None:
        return None
    heads = f"，{activity.heads} 人" if activity.heads else ""
    said = f"{day_text(activity.held_on)}，{activity.topic}{heads}"
    return Place(anchor, f"活动“{activity.topic}”", said, {"activity": activity})


def attach(contents: Contents, user, activities=(), typed=None, failed=None):
    """Put every thread at its place: `questions` of lines and cells, `threads` of activities, and what concerns the whole.

    Two queries for any number, none for a report that is known to have no question (`asked_beforehand`). `typed` {question pk: (text, seen)} was written below one and not stored, perhaps for
    what `failed` {question pk: error} says.
    """
    typed, failed = typed or {}, failed or {}
    for activity in activities:
        activity.threads = []
    places = {place.anchor: place.questions for place in [*contents.lines, *contents.cells]}
    places |= {activity.anchor: activity.threads for activity in activities}
    contents.questions = _threads_of(contents.report, user)
    contents.general_questions = []
    for question in contents.questions:
        question.report = contents.report
        text, _ = typed.get(question.pk, ("", None))
        dress(question, user, text, failed.get(question.pk))
        place = places.get(anchor_of(question))
        question.is_lost = bool(question.about and place is None)
        (contents.general_questions if place is None else place).append(question)


def asked_beforehand(reports):
    """Reports that know whether anything was asked about them: a month without questions costs no query for them."""
    return reports.annotate(has_questions=Exists(Question.objects.filter(report=OuterRef("pk"))))


def _threads_of(report, user):
    if not getattr(report, "has_questions", True):
        return []
    return list(threads(Question.objects.filter(report=report), user))


def threads(rows, user):
    """Questions with all that a page shows of them."""
    replies = QuestionReply.objects.select_related("written_by")
    return (
        rows.visible_to(user)
        .select_related("asked_by", "resolved_by", "report__unit", "report__unit__district")
        .prefetch_related(Prefetch("replies", replies))
    )


def dress(question, user, typed="", failed=None):
    """What the template of one thread asks of it: the moves that the reader may make, and what was refused."""
    question.moves = QUESTION.allowed(question, user)
    question.typed, question.failed = typed, failed
    question.seen = len(question.replies.all())
    return question


def anchor_of(question) -> str:
    if question.line_id:
        return f"line-{question.line_id}"
    if question.indicator_id:
        return f"value-{question.indicator_id}-{question.organisation_id or 'u'}"
    return f"activity-{question.activity_id}" if question.activity_id else WHOLE


def answer_typed(report, actor, typed) -> dict:
    """Send the answers that stood in the month's form when it was saved; {question pk: what refused it}.

    What was sent or settled meanwhile is refused with the words that its thread now shows.
    """
    refused = {}
    written = [pk for pk, (text, _) in typed.items() if text.strip()]
    if not written:
        return refused
    found = Question.objects.visible_to(actor).filter(report=report, pk__in=written)
    for pk in found.values_list("pk", flat=True):
        text, seen = typed[pk]
        try:
            answer(pk, actor, text, seen)
        except WorkflowError as error:
            refused[pk] = error
    return refused


def counts_of(reports) -> dict[int, dict]:
    """{report: {"open": n, "answered": n}} of what is not settled; one query for any number of reports."""
    rows = (
        Question.objects.filter(report__in=reports)
        .unresolved()
        .order_by()
        .values("report_id")
        .annotate(
            open=Count("pk", filter=Q(state=QuestionState.OPEN)),
            answered=Count("pk", filter=Q(state=QuestionState.ANSWERED)),
        )
    )
    found = defaultdict(dict)
    for row in rows:
        found[row.pop("report_id")] = row
    return found
