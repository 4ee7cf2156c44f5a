"""Criterion by criterion: the unit's answers, and the committee's marks. What is refused is shown, nothing typed is lost."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reviews.model_offices.answering import lines_of, review_version_of, version_of
from reviews.views.model_office import visible
from reviews.views.model_office_forms import AnswersForm, ReviewForm
from reviews.workflows import model_office as workflow
from zhaotong_portal.workflow import Incomplete, StateChanged, WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    found = visible(request.user, pk)
    if not request.user.scope.works_in_unit:
        raise Http404
    if request.method != "POST":
        if not workflow.may_write(found, request.user):
            return redirect(found)
        return _edit_page(request, found)
    form = AnswersForm(request.POST, application=found, lines=lines_of(found))
    if not form.is_valid():
        return _edit_page(request, found, form, status=422)
    try:
        workflow.save(pk, request.user, form.typed(), form.cleaned_data["seen"])
    except StateChanged as error:
        return _conflict(request, pk, form, error, version_of, _edit_page)
    except WorkflowError as error:
        return _edit_page(request, found, form, notice=error.text, status=409)
    if request.POST.get("action") != "submit":
        messages.success(request, "已保存。")
        return redirect("model_office_edit", pk)
    return _submit(request, pk)


def _submit(request, pk):
    """After it was saved: what lacks is listed on the form, all at once."""
    try:
        workflow.submit(pk, request.user)
    except Incomplete as error:
        found = visible(request.user, pk)
        return _edit_page(request, found, gaps=error.gaps, gaps_title=f"已保存。{error.text}", status=422)  # fmt: skip
    except WorkflowError as error:
        messages.error(request, error.text)
        return redirect("model_office", pk)
    messages.success(request, "已报送，等待工委审核。")
    return redirect("model_office", pk)


def _conflict(request, pk, form, error, version, draw):
    """Saving once more is then a decision: the page shows what somebody stored meanwhile beside what was typed."""
    found = visible(request.user, pk)
    lines = lines_of(found)
    again = type(form)(request.POST.copy(), application=found, lines=lines)
    again.data["seen"] = version(found)
    again.is_valid()
    return draw(request, found, again, notice=error.text, conflict=True, status=409)


def _edit_page(request, found, form=None, *, notice="", conflict=False, gaps=(), gaps_title="", status=200):  # fmt: skip
    lines = lines_of(found)
    context = {
        "object": found,
        "form": form or AnswersForm(application=found, lines=lines),
        "retired": [line for line in lines if not line.is_asked],
        "title": workflow.title_of(found.level),
        "stored": _stored(form, {"own": "own", "evidence": "evidence"}) if conflict else {},
        "notice": notice,
        "gaps": gaps,
        "gaps_title": gaps_title,
        "submits": request.user.scope.role == "secretary",
    }
    return render(request, "reviews/model_office/edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request, pk):
    user = request.user
    found = visible(user, pk)
    if not user.scope.decides_for(found.unit):
        raise Http404
    if request.method != "POST":
        if not workflow.may_review(found, user):
            return redirect(found)
        return _review_page(request, found)
    form = ReviewForm(request.POST, application=found, lines=lines_of(found))
    if not form.is_valid():
        return _review_page(request, found, form, status=422)
    try:
        workflow.save_review(pk, user, form.typed(), form.cleaned_data["seen"])
    except StateChanged as error:
        return _conflict(request, pk, form, error, review_version_of, _review_page)
    except WorkflowError as error:
        return _review_page(request, found, form, notice=error.text, status=409)
    messages.success(request, "审核已保存。")
    return redirect(found)


def _review_page(request, found, form=None, *, notice="", conflict=False, status=200):
    context = {
        "object": found,
        "form": form or ReviewForm(application=found, lines=lines_of(found)),
        "stored": _stored(form, {"reviewed": "reviewed", "remark": "remark"}) if conflict else {},
        "notice": notice,
    }
    return render(request, "reviews/model_office/review.html", context, status=status)


def _stored(form, names):
    """{name of the field: what is stored}, where it differs from what was typed: both are shown, none is lost."""
    found = {}
    for line in form.lines:
        for prefix, attribute in names.items():
            name = f"{prefix}-{line.criterion.pk}"
            kept = getattr(line.answer, attribute) if line.answer else ""
            if kept != form.cleaned_data.get(name, "").strip():
                said = getattr(line.answer, f"get_{attribute}_display", lambda kept=kept: kept)()
                found[name] = said or "（空）"
    return found
