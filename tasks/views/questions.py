"""提问: the threads on the month's page, each also on a page of its own, and the list of all of them."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tasks import phrases, questions
from tasks.contents import Contents
from tasks.models import Month, MonthlyReport, PhrasePurpose, Question, QuestionState
from tasks.models.question import READERS
from tasks.views.activities import is_htmx
from tasks.views.question_fields import typed_in
from tasks.workflows import question as workflow
from tasks.workflows.report import REPORT
from units.models import Unit
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import streamed, table
from zhaotong_portal.listing import chips, page_of
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, WorkflowError

SAID = {
    "answer": "已答复，提问人会看到。",
    "ask_again": "已追问，单位会看到。",
    "resolve": "已标为解决。",
    "reopen": "已重新提出，单位会看到。",
}
HEAD = ["状态", "提问", "单位", "月份", "所问内容", "提问人", "最近答复"]
EXPORTED = [
    "状态", "提问", "单位", "片区", "月份", "所问内容", "提问时的内容", "提问人", "提问时间",
    "往来", "确认解决人", "解决时间",
]  # fmt: skip
UNRESOLVED = "unresolved"


# --- Asking ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def question_ask(request, pk):
    """The field for a new question about `place`: over the month's page, or on a page of its own."""
    user = request.user
    reports = MonthlyReport.objects.visible_to(user).select_related("unit", "unit__district")
    report = get_object_or_404(reports, pk=pk)
    if user.scope.role not in workflow.ASKERS:
        raise Http404
    contents = Contents.of(report)
    place = questions.place_of(contents, _asked(request).get("place", ""))
    if place is None:
        raise Http404
    failed, typed = None, ""
    if request.method == "POST":
        typed = request.POST.get("text", "")
        try:
            question = workflow.ask(report.pk, user, place, typed)
        except WorkflowError as error:
            failed = error
        else:
            return _asked_about(request, contents, place, question)
    context = {"report": report, "place": place, "failed": failed, "typed": typed}
    context["phrases"] = phrases.offered(PhrasePurpose.QUESTION)
    if is_htmx(request):
        # htmx shows only what came with a 2xx; the form says what is wrong.
        return render(request, "tasks/parts/question_ask.html", context)
    return render(request, "tasks/question_ask.html", context, status=status_of(failed))


def _asked(request):
    return request.POST if request.method == "POST" else request.GET


def _asked_about(request, contents, place, question):
    """Back to the place, with the new thread below it."""
    if not is_htmx(request):
        messages.success(request, "已提问，单位会看到。月报不因此退回。")
        return redirect(question)
    found = questions.threads(Question.objects.filter(pk=question.pk), request.user).get()
    questions.dress(found, request.user)
    context = {
        "question": found,
        "report": contents.report,
        "anchor": place.anchor,
        "may_reopen": _may_reopen(found, request.user),
    }
    return render(request, "tasks/parts/question_asked.html", context)


# --- One thread -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk):
    """One thread. A POST makes the `move` that its button names; what was typed stays when it is refused."""
    found = _thread(request.user, pk)
    if request.method != "POST":
        return _shown(request, found)
    if request.user.scope.role not in workflow.ASKERS | workflow.UNIT:
        raise Http404
    move = request.POST.get("move", "")
    typed, seen = typed_in(request.POST).get(pk, ("", None))
    try:
        workflow.make(move, pk, request.user, typed, seen)
    except WorkflowError as error:
        return _shown(request, _thread(request.user, pk), typed, error)
    if is_htmx(request):
        return _shown(request, _thread(request.user, pk))
    messages.success(request, SAID[move])
    return redirect(found)


def _thread(user, pk):
    rows = questions.threads(Question.objects.all(), user)
    return get_object_or_404(rows, pk=pk)


def _shown(request, found, typed="", failed=None):
    questions.dress(found, request.user, typed, failed)
    context = {
        "question": found,
        "report": found.report,
        "may_reopen": _may_reopen(found, request.user),
        # On the officer's page a form stands around the thread already.
        "writes": request.POST.get("inside") == "1",
    }
    if is_htmx(request):
        return render(request, "tasks/parts/question.html", context)
    if found.moves:
        context["phrases"] = phrases.offered(PhrasePurpose.QUESTION)
    return render(request, "tasks/question.html", context, status=status_of(failed))


def _may_reopen(found, user):
    return "reopen" in REPORT.allowed(found.report, user)


def status_of(failed):
    if failed is None:
        return 200
    if isinstance(failed, NotAllowed):
        return 403
    return 422 if isinstance(failed, ReasonRequired) else 409


# --- The list -------------------------------------------------------------------------------------


class QuestionsForm(forms.Form):
    """The filters; what the address says wrongly is said beside the field and filters nothing."""

    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), (UNRESOLVED, "未解决"), *QuestionState.choices],
    )
    unit = forms.ModelChoiceField(
        label="单位", required=False, queryset=Unit.objects.none(), empty_label="全部"
    )
    month = forms.TypedChoiceField(
        label="月份", required=False, coerce=Period.parse, empty_value=None
    )
    mine = forms.BooleanField(label="由我提出", required=False)

    def __init__(self, data, user):
        super().__init__(data)
        months = Month.objects.values_list("period", flat=True)
        self.fields["month"].choices = [("", "全部"), *((str(p), p.label) for p in months)]
        self.fields["unit"].queryset = user.scope.within(Unit.objects.all(), "pk").order_by(
            "protocol_order"
        )
        if user.scope.works_in_unit and len(user.scope.unit_ids) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
        if user.scope.role not in workflow.ASKERS:
            del self.fields["mine"]


@require_safe
def question_list(request):
    user = request.user
    if user.scope.role not in READERS:
        raise Http404
    form = QuestionsForm(request.GET, user)
    form.is_valid()
    rows = _rows(user, form.cleaned_data)
    said = chips(request, form)
    if answer := exported(request, _table(rows, said)):
        return answer
    page = page_of(request, rows)
    return render(
        request,
        "tasks/questions.html",
        {
            "form": form,
            "chips": said,
            "page": page,
            "rows": [_row(found) for found in page],
            "head": HEAD,
            "reset": request.path,
        },
    )


def _rows(user, wanted):
    """The newest first; five queries for any number with all that was written below them."""
    rows = questions.threads(Question.objects.all(), user)
    if wanted.get("state") == UNRESOLVED:
        rows = rows.unresolved()
    elif wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if wanted.get("unit"):
        rows = rows.filter(report__unit=wanted["unit"])
    if wanted.get("month"):
        rows = rows.filter(report__period=wanted["month"])
    if wanted.get("mine"):
        rows = rows.filter(asked_by__in=[part.person_id for part in user.scope.parts])
    return rows.order_by("-asked_at", "-pk")


def _row(found):
    replies = list(found.replies.all())
    return {"question": found, "last": replies[-1] if replies else None}


def _table(rows, said):
    return table(
        "questions", "月度进展提问", EXPORTED, lambda: _exported(rows), count=rows.count, chips=said
    )


def _exported(rows):
    for row in streamed(rows):
        yield (
            row.get_state_display(),
            row.text,
            row.report.unit.name,
            row.report.unit.district.name,
            row.report.period.label,
            row.about_text,
            row.said,
            row.asked_by.name,
            timezone.localtime(row.asked_at),
            "\n".join(_line(reply) for reply in row.replies.all()),
            row.resolved_by.name if row.resolved_by else None,
            row.resolved_at and timezone.localtime(row.resolved_at),
        )


def _line(reply):
    return f"{'答复' if reply.from_unit else '追问'}（{reply.written_by.name}）：{reply.text}"
