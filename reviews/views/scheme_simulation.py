"""What a scheme would have made of last year: the shift of every unit, to be looked at before it takes effect."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reviews.assessment.content import content_of
from reviews.assessment.simulation import compared_with, simulate, summary_of
from reviews.models import SchemeState
from reviews.views.schemes import visible
from reviews.workflows import assessment_scheme as workflow
from units.models import UnitKind
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import chips, page_of, sort_head
from zhaotong_portal.workflow import StateChanged

SORTS = {
    "place": lambda shift: shift.after_advice.place or 9999,
    "shift": lambda shift: -(shift.place_shift or 0),
    "-shift": lambda shift: shift.place_shift or 0,
}
EXPORTED = [
    "单位", "类型", "原得分", "原名次", "原建议等次", "新得分", "新名次", "新建议等次", "得分变动", "名次变动",
]  # fmt: skip


class KindFilter(forms.Form):
    kind = forms.ChoiceField(
        label="单位类型", required=False, choices=[("", "全部"), *UnitKind.choices]
    )
    moved = forms.BooleanField(label="只看有变动的", required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_scheme_simulation(request, pk):
    user = request.user
    if not user.scope.reads_all:
        raise Http404
    found = visible(user, pk)
    if request.method != "POST":
        return _page(request, found)
    if not workflow.may_write(user):
        raise Http404
    try:
        workflow.confirm_simulation(pk, user, request.POST.get("digest", ""))
    except StateChanged as error:
        return _page(request, found, error.text, 409)
    messages.success(request, "已确认查看测算，现在可以施行。")
    return redirect(found)


def _page(request, found, refused="", status=200):
    shifts = simulate(found)
    form = KindFilter(request.GET)
    form.is_valid()
    rows = _chosen(shifts, form.cleaned_data, request.GET.get("sort"))
    said = chips(request, form)
    title = f"{found}按{found.year - 1}年数据测算"
    if answer := exported(
        request, table("simulation", title, EXPORTED, map(_exported, rows), chips=said)
    ):
        return answer
    content = content_of(found)
    is_draft = found.state == SchemeState.DRAFT
    context = {
        "object": found,
        "year": found.year - 1,
        "older": compared_with(found),
        "summary": summary_of(shifts),
        "count": len(shifts),
        "page": page_of(request, rows),
        "head": _head(request),
        "form": form,
        "chips": said,
        "digest": content.scored_digest,
        "confirms": is_draft and workflow.may_write(request.user),
        "confirmed": found.simulated_digest == content.scored_digest,
        "refused": refused,
    }
    return render(request, "reviews/assessment/simulation.html", context, status=status)


def _head(request):
    numbers = ("原得分", "原名次", "新得分")
    return sort_head(
        request,
        [
            {"label": "单位"}, {"label": "类型"}, *({"label": label, "num": True} for label in numbers),
            {"label": "新名次", "num": True, "sort": "place"},
            {"label": "名次变动", "sort": "shift"}, {"label": "得分变动", "num": True}, {"label": "建议等次"},
        ],
        SORTS,
    )  # fmt: skip


def _chosen(shifts, wanted, sort):
    rows = [
        shift
        for shift in shifts
        if (not wanted.get("kind") or shift.unit.kind == wanted["kind"])
        and (not wanted.get("moved") or shift.place_shift or shift.grade_changes)
    ]
    return sorted(rows, key=SORTS[sort]) if sort in SORTS else rows


def _exported(shift):
    before, advice = shift.before, shift.before_advice
    return (
        shift.unit.name, shift.unit.get_kind_display(), before and before.total, advice and advice.place,
        advice and advice.grade, shift.after.total, shift.after_advice.place, shift.after_advice.grade,
        shift.score_shift, shift.place_shift,
    )  # fmt: skip
