"""督查走访: the checklist answered on a tablet or phone, problems in one tap, the feedback sheet."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from reviews import answering, finding_papers
from reviews.answering import Sent
from reviews.models import Answer, Finding, InspectionAnswer, InspectionVisit
from reviews.views.inspection_forms import FeedbackForm
from reviews.workflows import inspection_visit as workflow
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import record
from zhaotong_portal.documents import render_docx
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.gate import stopping
from zhaotong_portal.workflow import WorkflowError

ANSWERS_HEAD = ["序号", "检查内容", "结论", "情况", "填写人"]


def visible_visit(user, pk):
    rows = InspectionVisit.objects.visible_to(user).select_related(
        "inspection__checklist", "unit__district", "version"
    )
    return get_object_or_404(rows, pk=pk)


def visit(request, pk):
    """The page of one visit; a POST stores answers, those of others are never overwritten unseen."""
    found = visible_visit(request.user, pk)
    if request.method == "POST":
        if not workflow.may_write(found, request.user):
            raise Http404
        return _save(request, found)
    return visit_page(request, found)


def _save(request, found):
    sent = read_answers(request.POST)
    version = request.POST.get("version", "")
    try:
        outcome = answering.save_answers(
            found.pk, request.user, sent, int(version) if version.isdecimal() else None
        )
    except WorkflowError as error:
        return visit_page(request, found, typed=sent, refused=error.text, status=409)
    found = visible_visit(request.user, found.pk)
    if outcome.conflicts or outcome.strays:
        return visit_page(request, found, typed={row.question_id: row.mine for row in outcome.conflicts}, outcome=outcome, status=409)  # fmt: skip
    if outcome.saved:
        messages.success(request, f"已保存 {outcome.saved} 项。")
    return redirect(found)


def read_answers(data):
    """{question id: Sent} of a sent page: answer-12, note-12, known-12."""
    sent = {}
    for name, value in data.items():
        head, _, pk = name.partition("-")
        if head == "answer" and pk.isdecimal() and value in Answer.values:
            known = data.get(f"known-{pk}", "0")
            sent[int(pk)] = Sent(value, data.get(f"note-{pk}", "").strip(), int(known) if known.isdecimal() else 0)  # fmt: skip
    return sent


def visit_page(
    request, found, *, typed=None, outcome=None, refused="", feedback_form=None, status=200
):
    user = request.user
    if user.scope.works_in_unit and found.state != "fed_back":
        return render(request, "reviews/inspection_visit_planned.html", {"visit": found})
    rows = _rows(found, typed or {}, outcome)
    if answer := exported(
        request, table("answers", f"{found.unit.short_name}督查结论", ANSWERS_HEAD, _cells(rows))
    ):
        return answer
    if found.is_hidden:
        record(user, "look.unannounced", "查看四不两直走访", found)
    may_write = workflow.may_write(found, user) and found.state in ("planned", "under_way")
    moves = workflow.VISIT.allowed(found, user)
    return render(
        request,
        "reviews/inspection_visit.html",
        {
            "visit": found,
            "version": found.version or (found.inspection.checklist and found.inspection.checklist.newest),
            "rows": rows,
            "answers": Answer.choices,
            "may_write": may_write,
            "may_find": workflow.may_write(found, user) and found.state != "cancelled",
            "moves": moves,
            "refused": refused,
            "strays": outcome.strays if outcome else (),
            "conflicts": len(outcome.conflicts) if outcome else 0,
            "findings": Finding.objects.visible_to(user).filter(inspection_visit=found).order_by("pk"),
            "open_findings": () if user.scope.works_in_unit else Finding.objects.visible_to(user).filter(unit=found.unit).open().order_by("due_on")[:10],
            "feedback_form": feedback_form or FeedbackForm(auto_id="feedback-%s"),
            "history": () if user.scope.works_in_unit else AuditEntry.objects.about(found).exclude(action__startswith="look.")[:20],
        },
        status=status,
    )  # fmt: skip


def _rows(found, typed, outcome):
    """The questions with what is stored, what was typed over it, and who answered otherwise meanwhile."""
    version = found.version or (found.inspection.checklist and found.inspection.checklist.newest)
    if version is None:
        return []
    there = {
        row.question_id: row
        for row in InspectionAnswer.objects.filter(visit=found).select_related(
            "answered_by", "finding"
        )
    }
    conflicts = {row.question_id: row for row in outcome.conflicts} if outcome else {}
    return [
        {
            "question": question,
            "stored": there.get(question.pk),
            "value": typed.get(question.pk) or there.get(question.pk),
            "known": there[question.pk].edition if question.pk in there else 0,
            "conflict": conflicts.get(question.pk),
        }
        for question in version.questions.select_related("category")
    ]


def _cells(rows):
    return [
        (
            row["question"].order, row["question"].text,
            row["stored"].get_answer_display() if row["stored"] else "",
            row["stored"].note if row["stored"] else "",
            row["stored"].answered_by.name if row["stored"] and row["stored"].answered_by else "",
        )
        for row in rows
    ]  # fmt: skip


@require_POST
def visit_move(request, pk, move):
    found = visible_visit(request.user, pk)
    if move not in workflow.TRANSITIONS or not workflow.may_write(found, request.user):
        raise Http404
    if request.user.scope.role not in workflow.TRANSITIONS[move].by:
        raise Http404
    form = FeedbackForm(request.POST, auto_id="feedback-%s")
    try:
        if move == "feed_back":
            if not form.is_valid():
                return visit_page(request, found, feedback_form=form, status=422)
            workflow.feed_back(
                pk, request.user, form.cleaned_data["impression"], form.cleaned_data["place"]
            )
        elif move == "cancel":
            workflow.cancel(pk, request.user, request.POST.get("reason", ""))
        else:
            workflow.begin(pk, request.user)
    except WorkflowError as error:
        return visit_page(request, found, refused=error.text, feedback_form=form, status=409)
    messages.success(request, f"已{workflow.TRANSITIONS[move].label}。")
    return redirect(found)


@require_POST
def visit_finding(request, pk, question):
    """One tap: the "no" of this question becomes a problem."""
    found = visible_visit(request.user, pk)
    if not workflow.may_write(found, request.user):
        raise Http404
    try:
        recorded = answering.finding_from(pk, question, request.user)
        messages.success(request, f"已登记问题：{recorded.title}")
    except InspectionAnswer.DoesNotExist:
        messages.error(request, "这一项还没有保存结论，请先保存。")
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    except WorkflowError as error:
        messages.error(request, error.text)
    return redirect(f"{found.get_absolute_url()}#question-{question}")


@require_safe
def visit_feedback(request, pk):
    """反馈意见 as Word: a draft for the team, the paper itself once it was fed back."""
    found = visible_visit(request.user, pk)
    if request.user.scope.works_in_unit and found.state != "fed_back":
        raise Http404
    paper = finding_papers.feedback_paper(found)
    return stopping.word(request, paper, render_docx, f"督查反馈意见（{found.unit.short_name}）.docx", found.get_absolute_url())  # fmt: skip
