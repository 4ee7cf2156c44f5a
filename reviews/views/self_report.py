"""述职报告: written and signed in the unit, checked by the committee, on one page; its file, its print and its Word."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reviews import self_report_paper
from reviews.assessment.disclosure import report_history_for
from reviews.filing import STRUCTURE, due_on, gaps_of, is_open, last_years_problems
from reviews.models import SelfReport, SelfReportState
from reviews.views.assessments import readers_only, visible
from reviews.views.self_report_forms import SelfReportForm, problems_form, typed_problems
from reviews.workflows import self_report as workflow
from tasks.entries import EntryErrors
from tasks.views.move_buttons import Button, Ledger, offered, plain, press, words
from zhaotong_portal.documents.ledger_word import render_ledger
from zhaotong_portal.gate import stopping
from zhaotong_portal.workflow import Incomplete, StateChanged, WorkflowError

SAVED = {
    "save": "已保存。",
    "send_to_sign": "已送书记签发。",
    "sign_and_file": "已签发并报送，等待工委审核。",
}
FILING = {"send_to_sign": workflow.send_to_sign, "sign_and_file": workflow.sign_and_file}


def report_of(user, assessment):
    rows = SelfReport.objects.visible_to(user).select_related("signed_by", "checked_by")
    found = rows.filter(assessment=assessment).first()
    if found:
        found.assessment = assessment
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def self_report(request, pk):
    user = request.user
    readers_only(user)
    assessment = visible(user, pk)
    report = report_of(user, assessment)
    if request.method == "POST":
        if not user.scope.works_in_unit:
            raise Http404
        return _save(request, assessment, report)
    writes = workflow.may_write(assessment, report, user)
    # What waits for a signature is read first; a secretary may still change it.
    if writes and (report is None or report.state != SelfReportState.TO_SIGN or "edit" in request.GET):  # fmt: skip
        return _edit_page(request, assessment, report)
    return read_page(request, assessment, report)


def _save(request, assessment, report):
    """Store what was typed first; only then is it sent on. What is refused is shown, nothing typed is lost."""
    asked = list(last_years_problems(assessment))
    form = SelfReportForm(request.POST, request.FILES, report=report, asked=asked)
    problems = problems_form(request.POST, report)
    action = request.POST.get("action", "save")
    refusal = {"form": form, "problems": problems, "asked": asked}
    if not (form.is_valid() & problems.is_valid()):
        return _edit_page(request, assessment, report, **refusal, status=422)
    try:
        content = form.content(typed_problems(problems))
        kept = workflow.save(assessment.pk, request.user, content, form.cleaned_data["seen"])
    except EntryErrors as error:
        form.add_error("file", error.errors.get("file", str(error)))
        return _edit_page(request, assessment, report, **refusal, status=422)
    except StateChanged as error:
        # Saving once more is then a decision: the page now shows that somebody was here.
        report = report_of(request.user, assessment)
        form.data = form.data.copy()
        form.data["seen"] = workflow.version_of(report)
        return _edit_page(request, assessment, report, **refusal, notice=error.text, conflict=True, status=409)  # fmt: skip
    except WorkflowError as error:
        return _edit_page(request, assessment, report, **refusal, notice=error.text, status=409)
    if move := FILING.get(action):
        try:
            move(kept.pk, request.user)
        except Incomplete as error:
            kept = report_of(request.user, assessment)
            return _edit_page(request, assessment, kept, gaps=error.gaps, gaps_title=f"已保存。{error.text}", status=422)  # fmt: skip
        except WorkflowError as error:
            messages.error(request, error.text)
            return redirect("self_report", assessment.pk)
    messages.success(request, SAVED.get(action, SAVED["save"]))
    return redirect("self_report", assessment.pk)


def _edit_page(request, assessment, report, *, form=None, problems=None, asked=None, notice="",
               conflict=False, gaps=(), gaps_title="", status=200):  # fmt: skip
    asked = list(last_years_problems(assessment)) if asked is None else asked
    form = form or SelfReportForm(report=report, asked=asked)
    problems = problems or problems_form(None, report)
    context = {
        "assessment": assessment,
        "report": report,
        "form": form,
        "problems": problems,
        "stored": _stored(report, form) if conflict else {},
        "stored_problems": _stored_problems(report, problems) if conflict else (),
        "notice": notice,
        "gaps": gaps,
        "gaps_title": gaps_title,
        "signs": request.user.scope.role == "secretary",
        "due_on": due_on(assessment.year),
        "least_problems": settings.SELF_REPORT_LEAST_PROBLEMS,
        "most": settings.SELF_REPORT_MOST_CHARACTERS,
    }
    return render(request, "reviews/assessment/report_edit.html", context, status=status)


def _stored(report, form):
    """{name of the field: what is stored}, where it differs from what was typed: both are shown, none is lost."""
    if report is None:
        return {}
    kept = {f"paragraph-{key}": text for key, text in report.paragraphs.items()}
    kept |= {f"answer-{row.finding_id}": row.text for row in report.answers.all()}
    typed = form.cleaned_data
    return {
        name: text for name, text in kept.items() if name in typed and text != typed[name].strip()
    }


def _stored_problems(report, problems):
    """All of them, where any differs from what was typed."""
    rows = list(report.own_problems.all()) if report else []
    stored = [{name: getattr(row, name) for name in STRUCTURE} for row in rows]
    return rows if stored != typed_problems(problems) else ()


def read_page(request, assessment, report, refused=None, status=200):
    user = request.user
    gaps = ()
    if refused and refused.move in FILING and (gaps := gaps_of(report)):
        status = 422
    context = {
        "assessment": assessment,
        "report": report,
        "object": assessment,  # by whose number the buttons' addresses go
        "sections": self_report_paper.sections_of(report) if report else [],
        "answers": self_report_paper.answers_of(report) if report else [],
        "own_problems": report.own_problems.all() if report else [],
        "moves": offered(LEDGER, report, user, refused) if report else [],
        "refused": refused,
        "gaps": gaps,
        "may_change": workflow.may_write(assessment, report, user),
        "is_open": is_open(assessment),
        "due_on": due_on(assessment.year),
        "history": report_history_for(user, report) if report else (),
    }
    return render(request, "reviews/assessment/report.html", context, status=status)


def _found(user, pk):
    """The report by the number of its assessment, which its address carries."""
    assessment = visible(user, pk)
    report = report_of(user, assessment)
    if report is None:
        raise Http404
    return report


def _by_address(call):
    return lambda pk, actor, data: call(_found(actor, pk).pk, actor, data)


BUTTONS = {
    "sign_and_file": Button("签发后报送工委审核，内容由您负责。", _by_address(plain(workflow.sign_and_file)), primary=True),
    "hand_back": Button("退回后由党务干部修改，再次送签。", _by_address(words(workflow.hand_back)), "退回原因", required=True),
    "accept": Button("受理后，本单位的考核转为已述职。", _by_address(words(workflow.accept)), "审核意见", primary=True),
    "return_for_correction": Button(
        "退回后由单位修改，再次签发报送。", _by_address(words(workflow.return_for_correction)), "退回意见", required=True
    ),
}  # fmt: skip


def _granted(user, report, move):
    if user.scope.role not in workflow.TRANSITIONS[move].by:
        return False
    return user.scope.works_in_unit or user.scope.decides_for(report.assessment.unit)


LEDGER = Ledger(
    workflow.SELF_REPORT, BUTTONS, _found,
    lambda request, report, refused, status: read_page(request, report.assessment, report, refused, status), _granted,
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def self_report_move(request, pk, move):
    return press(request, pk, move, LEDGER)


@require_safe
def self_report_file(request, pk):
    """The uploaded file, to be saved: never shown by the browser as a page of the portal."""
    report = _found(request.user, pk)
    if not report.file:
        raise Http404
    try:
        file = report.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=report.file_name, content_type="application/octet-stream")  # fmt: skip


@require_safe
def self_report_print(request, pk):
    report = _found(request.user, pk)
    context = {
        "ledger": self_report_paper.paper_of(report),
        "back_url": report.get_absolute_url(),
        "docx_url": reverse("self_report_docx", args=[pk]),
    }
    return render(request, "reviews/assessment/print.html", context)


@require_safe
def self_report_docx(request, pk):
    report = _found(request.user, pk)
    paper = self_report_paper.paper_of(report)
    return stopping.word(request, paper, render_ledger, f"{paper.title}.docx", report.get_absolute_url())  # fmt: skip
