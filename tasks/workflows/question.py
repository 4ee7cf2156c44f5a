"""提问: asked about a place of a signed month without returning it; the unit answers, who asked says when it is settled.

A question holds nothing up: no signature, no acceptance, no deadline. What is asked about an accepted or locked month is
answered in words; a figure is corrected only by reopening the month.
"""

from django.db import transaction
from django.utils import timezone

from tasks import question_letters
from tasks.models import MonthlyReport, Question, QuestionReply, QuestionState
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

State = QuestionState
ASKERS = {Role.STAFF, Role.LEADER}
UNIT = {Role.OFFICER, Role.SECRETARY}

TRANSITIONS = {
    "answer": Move("答复", {State.OPEN, State.ANSWERED}, State.ANSWERED, by=UNIT),
    "ask_again": Move("追问", {State.OPEN, State.ANSWERED}, State.OPEN, by=ASKERS),
    "resolve": Move("标为已解决", {State.OPEN, State.ANSWERED}, State.RESOLVED, by=ASKERS),
    "reopen": Move("重新提出", {State.RESOLVED}, State.OPEN, by=ASKERS),
}


def _may_move(question, actor, move_name):
    scope, unit = actor.scope, question.report.unit
    if move_name == "answer":
        if unit.pk not in scope.unit_ids:
            raise NotAllowed("这不是对您所在单位的提问。")
        return
    people = scope.people_deciding(actor.pk, unit)
    if question.asked_by_id not in people and not asks_about(unit, actor):
        raise NotAllowed("该单位的月度进展不由您审核，这个提问由提问人或审核人处理。")
    answered = {reply.written_by_id for reply in question.replies.all() if reply.from_unit}
    if move_name == "resolve" and answered & people:
        raise NotAllowed("单位的答复是您填写的，请由其他同志确认。")


QUESTION = Workflow("question", Question, TRANSITIONS, _may_move)


def asks_about(unit, actor) -> bool:
    """Staff ask the units that they review, a leader those of the linked districts and the committee itself."""
    scope = actor.scope
    if scope.role == Role.LEADER:
        return any(part.reaches(scope.role, unit) for part in scope.parts)
    return scope.decides_for(unit)


def may_ask(report, actor) -> bool:
    """What was never signed is the unit's own draft: nobody asks about it."""
    return report.first_signed_at is not None and asks_about(report.unit, actor)


@transaction.atomic
def ask(report_id, actor, place, text) -> Question:
    """A new question about a place (tasks.questions.Place). Pressed twice, it stays one.

    Raises MonthlyReport.DoesNotExist out of scope, NotAllowed, StateChanged, ReasonRequired.
    """
    pk = MonthlyReport.objects.visible_to(actor).values_list("pk", flat=True).get(pk=report_id)
    report = MonthlyReport.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if actor.scope.role not in ASKERS or not asks_about(report.unit, actor):
        raise NotAllowed("该单位的月度进展不由您审核，不能提问。")
    if not may_ask(report, actor):
        raise StateChanged("这个月的进展还没有签名报送，报送后再提问。")
    text = _said(text, "提问")
    about = place.label[:300] if place.fields else ""
    same = {"report": report, "asked_by": actor, "text": text, "about": about, **place.fields}
    if there := Question.objects.open().filter(**same, replies=None).first():
        return there
    question = Question.objects.create(**same, said=place.said)
    record(actor, "question.ask", "提问", question, changes={"所问内容": ["", place.label]}, reason=text)  # fmt: skip
    question_letters.tell_unit(question)
    return question


@transaction.atomic
def answer(question_id, actor, text, seen=None):
    """The unit's answer, or a further one; who asked is told."""
    question = _speak("answer", question_id, actor, text, seen)
    question_letters.tell_asker(question)
    return question


@transaction.atomic
def ask_again(question_id, actor, text, seen=None):
    """The answer was not enough, or something is to be added: the unit has it again."""
    question = _speak("ask_again", question_id, actor, text, seen)
    question_letters.tell_unit(question)
    return question


@transaction.atomic
def resolve(question_id, actor, seen=None):
    """Who asked is satisfied, with an answer or without one."""
    question = QUESTION.begin("resolve", question_id, actor)
    _check_seen(question, seen)
    question.resolved_by, question.resolved_at = actor, timezone.now()
    return QUESTION.finish("resolve", question, actor)


@transaction.atomic
def reopen(question_id, actor, text, seen=None):
    """What was settled is asked once more."""
    question = _speak("reopen", question_id, actor, text, seen)
    question_letters.tell_unit(question)
    return question


SPEAKING = {"answer": answer, "ask_again": ask_again, "reopen": reopen}


def make(move_name, question_id, actor, text="", seen=None):
    """The move of that name, as a page's button gives it."""
    if move_name not in TRANSITIONS:
        raise StateChanged("没有这项操作，请刷新页面后再试。")
    if move_name == "resolve":
        if text.strip():  # it was meant for the unit: settling would lose it without a word
            raise ReasonRequired(
                "您写了内容，标为已解决后不会发给单位：请改选“追问”，或清空后再标。"
            )
        return resolve(question_id, actor, seen)
    return SPEAKING[move_name](question_id, actor, text, seen)


def _speak(move_name, question_id, actor, text, seen):
    """The text becomes the thread's next line, and the state says whose turn it is."""
    question = QUESTION.begin(move_name, question_id, actor)
    _check_seen(question, seen)
    text = _said(text, TRANSITIONS[move_name].label)
    QuestionReply.objects.create(
        question=question, text=text, from_unit=actor.scope.works_in_unit, written_by=actor
    )
    question.resolved_by = question.resolved_at = None
    return QUESTION.finish(move_name, question, actor, reason=text)


def _said(text, name):
    text = text.strip()
    if not text:
        raise ReasonRequired(f"请写明{name}的内容。")
    check_text(text, name)
    return text


def _check_seen(question, seen):
    """A thread that went on since the page was opened is shown before anything is added to it."""
    if seen is not None and str(seen) != str(question.replies.count()):
        raise StateChanged("页面打开后又有了新的内容，已显示在下面，请看过后再提交。")
