"""点对点反馈单: its problems written row by row, taken over from what is known of the unit; the sheet as it will be read."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from reviews.assessment import feedback
from reviews.models import Assessment
from reviews.views.finding_forms import category_field
from reviews.workflows import assessment as workflow
from reviews.workflows.finding import default_due
from tasks.views.guidance_forms import day_field, line_field
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import render_docx
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.gate import stopping
from zhaotong_portal.workflow import ReasonRequired, WorkflowError

BLANK_ROWS = 2
MOST_ROWS = 30
PREFIX = "problem"
LEDGER_HEAD = ["反馈问题", "整改要求", "整改时限", "状态"]


class ProblemForm(forms.Form):
    """A row without a problem is none; clearing it takes the problem off the sheet."""

    text = line_field("问题", 500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    demand = line_field("整改要求", 500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    category = category_field()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("demand") and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", "请写明问题；不需要这一行的，请把整改要求也清空。")
        return cleaned


ProblemSet = formset_factory(
    ProblemForm, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 10, validate_max=True
)


class IssueForm(forms.Form):
    due_on = day_field("整改时限", initial=default_due)


def visible(user, pk):
    rows = Assessment.objects.visible_to(user).select_related("unit", "unit__district")
    return get_object_or_404(rows, pk=pk)


def readable(user, pk):
    """The unit finds its sheet once it was issued."""
    found = visible(user, pk)
    if user.scope.works_in_unit and not found.feedback_paper:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_feedback(request, pk):
    found = readable(request.user, pk)
    if request.method != "POST":
        return page(request, found)
    if not feedback.may_prepare(request.user, found):
        raise Http404
    if "save" in request.POST or not {"more", "take", "drop"} & set(request.POST):
        return _save(request, found)
    return page(request, found, rows=_rearranged(request, found))


def _typed_rows(data):
    """What stands in the rows, unchecked: to show the form again with a row more or less."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    total = (
        min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() and len(total) < 4 else 0
    )
    return [
        {name: data.get(f"{PREFIX}-{number}-{name}", "") for name in ("text", "demand", "category")}
        for number in range(total)
    ]


def _rearranged(request, found):
    """The rows as typed, with one taken over or taken off; nothing is stored."""
    rows = _typed_rows(request.POST)
    if (drop := request.POST.get("drop", "")).isdigit() and int(drop) < len(rows):
        rows.pop(int(drop))
    rows = [row for row in rows if row["text"].strip() or row["demand"].strip()]
    if key := request.POST.get("take"):
        offered = {row.key: row for row in feedback.suggestions(found, request.user)}
        if (chosen := offered.get(key)) is not None:
            rows.append({"text": chosen.text, "demand": chosen.demand, "category": chosen.category_id})  # fmt: skip
    return rows


def _save(request, found):
    formset = ProblemSet(request.POST, prefix=PREFIX)
    if not formset.is_valid():
        return page(request, found, formset=formset, status=422)
    filled = [form for form in formset if form.cleaned_data.get("text")]
    rows = [feedback.Row(**form.cleaned_data) for form in filled]
    try:
        feedback.save_problems(found.pk, request.user, rows, request.POST.get("seen", ""))
    except feedback.Refused as refused:
        for index, text in refused.errors.items():
            filled[index].add_error("text", text)
        return page(request, found, formset=formset, status=422)
    except WorkflowError as error:
        again = visible(request.user, found.pk)
        return page(request, again, formset=formset, refused=error.text, status=409)
    messages.success(request, "已保存，印发前可以继续修改。")
    return redirect(request.path)


def page(request, found, *, formset=None, rows=None, issue=None, refused="", status=200):
    user = request.user
    may_write = feedback.may_write(user, found)
    problems = list(found.problems.select_related("category", "finding"))
    if answer := exported(request, _table(found, problems)):
        return answer
    if formset is None:
        stored = [
            {"text": row.text, "demand": row.demand, "category": row.category_id}
            for row in problems
        ]
        formset = ProblemSet(initial=stored if rows is None else rows, prefix=PREFIX)
    taken = [form["text"].value() or "" for form in formset]
    context = {
        "object": found,
        "paper": feedback.paper_of(found, demo=is_demo()),
        "problems": problems,
        "may_write": may_write,
        "formset": formset,
        "has_errors": formset.is_bound and not formset.is_valid(),
        "seen": feedback.fingerprint(problems),
        "changed": rows is not None,
        "suggestions": feedback.suggestions(found, user, taken) if may_write else [],
        "issue": issue or IssueForm(),
        "ledger_head": LEDGER_HEAD,
        "refused": refused,
    }
    return render(request, "reviews/assessment/feedback.html", context, status=status)


def _table(found, problems):
    lines = [
        [row.text, row.demand, row.finding and row.finding.due_on, row.finding and row.finding.get_state_display()]
        for row in problems
    ]  # fmt: skip
    return table("problems", f"{found}反馈问题", LEDGER_HEAD, lines)


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_issue(request, pk):
    """印发: the number is given, the problems enter the ledger, the unit is told."""
    found = readable(request.user, pk)
    if not feedback.may_prepare(request.user, found):
        raise Http404
    back = redirect("assessment_feedback", pk=pk)
    if request.method != "POST":
        return back
    if "nothing" in request.POST:
        return _nothing(request, pk, back)
    form = IssueForm(request.POST)
    if not form.is_valid():
        return page(request, found, issue=form, status=422)
    try:
        done = workflow.feed_back(pk, request.user, form.cleaned_data["due_on"])
    except ValidationError as error:
        form.add_error("due_on" if "due_on" in getattr(error, "error_dict", {}) else None, error.messages)  # fmt: skip
        return page(request, found, issue=form, status=422)
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 409
        return page(request, visible(request.user, pk), refused=error.text, status=status)
    messages.success(
        request, f"已印发{done.document_number}，{done.problems.count()} 个问题已列入问题台账。"
    )
    return back


def _nothing(request, pk, back):
    try:
        workflow.no_feedback(pk, request.user)
    except WorkflowError as error:
        return page(request, visible(request.user, pk), refused=error.text, status=409)
    messages.success(request, "已登记没有反馈问题。")
    return back


@require_safe
def feedback_docx(request, pk):
    found = readable(request.user, pk)
    name = f"述职评议反馈单{found.document_number or '预览稿'}（{found.unit.short_name}）.docx"
    paper = feedback.paper_of(found, demo=is_demo())
    return stopping.word(request, paper, render_docx, name, f"{found.get_absolute_url()}feedback/")
