"""结果公开: staff draft what was changed because of a quarter's ratings, a leader releases it (H15)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from reviews.models import PublicResult
from reviews.quarters import before, cases_of, figures_of, months_of, quarter_of
from reviews.views.finding_forms import text_field
from reviews.workflows import public_result as workflow
from units.models import Role
from zhaotong_portal.listing import page_of
from zhaotong_portal.workflow import ReasonRequired, WorkflowError

READERS = {Role.STAFF, Role.LEADER, Role.AUDITOR}
DONE = {"release": "已公开，群众扫码即可看到。", "withdraw": "已撤下。"}
QUARTERS_OFFERED = 8


class ResultForm(forms.Form):
    quarter = forms.ChoiceField(label="季度")
    changes = text_field(
        "因您的评议而改变的", rows=6, help_text="一行一件，写做了什么、在哪里，不写人名。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = list(_quarters())


def _quarters():
    """Quarters that are over, and the running one, newest first."""
    today = timezone.localdate()
    year, quarter = today.year, quarter_of(today)
    for _ in range(QUARTERS_OFFERED):
        yield f"{year}-{quarter}", f"{year}年第{'一二三四'[quarter - 1]}季度"
        year, quarter = before(year, quarter)


def rating_results(request):
    role = request.user.scope.role
    if role not in READERS or (request.method == "POST" and role != Role.STAFF):
        raise Http404
    form, status = (ResultForm(request.POST or None) if role == Role.STAFF else None), 200
    if request.method == "POST":
        if form.is_valid() and _drafted(request, form):
            return redirect("rating_results")
        status = 422
    return _page(request, form, status=status)


def _drafted(request, form):
    year, quarter = map(int, form.cleaned_data["quarter"].split("-"))
    try:
        workflow.draft(request.user, year, quarter, form.cleaned_data["changes"])
    except ValidationError as error:
        form.add_error(None, error)
        return False
    except WorkflowError as error:
        form.add_error("quarter", error.text)
        return False
    messages.success(request, "已拟稿，由工委领导公开。")
    return True


def _page(request, form=None, *, failed=None, status=200):
    page = page_of(
        request,
        PublicResult.objects.visible_to(request.user).select_related("drafted_by", "released_by"),
    )
    for result in page:
        result.moves = workflow.PUBLIC_RESULT.allowed(result, request.user)
        if result.state == "drafted":  # what would be fixed by releasing it now
            first, last = months_of(result.year, result.quarter)
            result.now = figures_of(result.year, result.quarter)
            result.cases = cases_of(first.first_day, last.last_day)
    if form is None and request.user.scope.role == Role.STAFF:
        form = ResultForm()
    return render(
        request,
        "reviews/rating_results.html",
        {"form": form, "page": page, "failed": failed or {}},
        status=status,
    )


def rating_result_move(request, pk, move):
    if move not in DONE or request.user.scope.role != Role.LEADER:
        raise Http404
    result = get_object_or_404(PublicResult.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect("rating_results")
    reason = request.POST.get("reason", "")
    try:
        if move == "release":
            workflow.release(result.pk, request.user)
        else:
            workflow.withdraw(result.pk, request.user, reason)
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 409
        failed = {"pk": pk, "move": move, "reason": reason, "error": error.text}
        return _page(request, failed=failed, status=status)
    messages.success(request, DONE[move])
    return redirect("rating_results")
