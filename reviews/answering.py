"""Answers of a visit: typed on a tablet, perhaps without a network, sent later; nobody's answer is overwritten unseen (N3).

Each answer is sent with the edition that its page knew. Where somebody else answered otherwise meanwhile, both are
shown and the person decides; everything else of the same sending is stored.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from reviews.models import (
    Answer,
    ChecklistQuestion,
    ChecklistVersion,
    FindingSource,
    InspectionAnswer,
    InspectionVisit,
    VisitState,
)
from reviews.recording import record_finding
from reviews.workflows.inspection_visit import begin, may_write
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed, StateChanged, check_text


@dataclass(frozen=True)
class Sent:
    """One answer as a page sends it; `known` is the edition it was typed over, 0 where there was none."""

    answer: str
    note: str = ""
    known: int = 0


@dataclass(frozen=True)
class Conflict:
    question_id: int
    theirs: InspectionAnswer
    mine: Sent

    @property
    def mine_label(self):
        return Answer(self.mine.answer).label


@dataclass(frozen=True)
class Outcome:
    visit: InspectionVisit
    saved: int
    conflicts: list
    strays: list  # (text of the question, Sent): asked by another version than the visit keeps


@transaction.atomic
def save_answers(visit_id, actor, sent: dict, version_id=None) -> Outcome:
    """{question id: Sent}. The first answers begin the visit, with the version their page held."""
    visit = _locked(visit_id, actor)
    if not may_write(visit, actor):
        raise NotAllowed("这次走访由督查组成员填写。")
    for one in sent.values():
        check_text(one.note, "情况")
    if visit.state == VisitState.PLANNED and sent:
        version = ChecklistVersion.objects.filter(pk=version_id).first()
        visit = begin(visit_id, actor, version)
    if visit.state != VisitState.UNDER_WAY:
        raise StateChanged(f"这次走访{visit.get_state_display()}，结论不能再改。")
    there = {row.question_id: row for row in visit.answers.select_related("answered_by")}
    asked = set(visit.version.questions.values_list("pk", flat=True)) if visit.version else set()
    sent, strays = _matched(visit, sent, asked)
    saved, conflicts = 0, []
    for question_id, one in sent.items():
        if one.answer not in Answer.values:
            continue
        row = there.get(question_id)
        if row is not None and (row.answer, row.note) == (one.answer, one.note.strip()):
            continue
        if row is not None and row.edition != one.known:
            conflicts.append(Conflict(question_id, row, one))
            continue
        if row is not None and row.finding_id and one.answer != Answer.NO:
            raise StateChanged(
                f"第{row.question.order}项已登记为问题，结论不能再改为“{Answer(one.answer).label}”。"
            )
        _write(visit, question_id, row, one, actor)
        saved += 1
    if saved:
        record(actor, "inspection_visit.answered", f"填写 {saved} 项", visit)
    return Outcome(visit, saved, conflicts, strays)


def _locked(visit_id, actor):
    pk = InspectionVisit.objects.visible_to(actor).values_list("pk", flat=True).get(pk=visit_id)
    rows = InspectionVisit.objects.select_for_update(of=("self",))
    return rows.select_related("inspection", "unit", "version").get(pk=pk)


def _write(visit, question_id, row, one, actor):
    row = row or InspectionAnswer(visit=visit, question_id=question_id, edition=0)
    row.answer, row.note, row.answered_by = one.answer, one.note.strip(), actor
    row.edition += 1
    row.save()


def _matched(visit, sent, asked):
    """Answers to another version's questions go to the same words in the visit's own; the rest is handed back, not lost."""
    strangers = [pk for pk in sent if pk not in asked]
    if not strangers:
        return sent, []
    own = {row.text: row.pk for row in ChecklistQuestion.objects.filter(pk__in=asked)}
    kept = {pk: one for pk, one in sent.items() if pk in asked}
    strays = []
    for question in ChecklistQuestion.objects.filter(
        pk__in=strangers, version__checklist=visit.inspection.checklist_id
    ):
        one, same = sent[question.pk], own.get(question.text)
        if same is not None:
            kept.setdefault(same, one)
        elif one.answer in Answer.values:
            strays.append((question.text, one))
    return kept, strays


@transaction.atomic
def finding_from(visit_id, question_id, actor):
    """A "no" becomes a problem of the ledger, with its note, in one tap; a second tap finds the same one."""
    visit = _locked(visit_id, actor)
    if not may_write(visit, actor):
        raise NotAllowed("问题由督查组成员登记。")
    row = visit.answers.select_for_update(of=("self",)).get(question=question_id)
    if row.finding_id:
        return row.finding
    if row.answer != Answer.NO:
        raise StateChanged("结论为“否”的，才登记为问题。")
    if visit.state == VisitState.CANCELLED:
        raise StateChanged("走访已取消。")
    unannounced = visit.inspection.is_unannounced
    row.finding = record_finding(
        actor, visit.unit, title=f"{row.question.text}：未做到", detail=row.note,
        source=FindingSource.UNANNOUNCED if unannounced else FindingSource.INSPECTION,
        found_on=timezone.localdate(visit.visited_at), label=visit.inspection.title[:50],
        category=row.question.category, visit=visit,
    )  # fmt: skip
    row.save(update_fields=["finding"])
    return row.finding
