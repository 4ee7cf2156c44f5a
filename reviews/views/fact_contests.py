"""事实异议: raised by the unit's secretary, answered by staff; the ledger of all, and one with what was said."""

import django_filters
from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from reviews.assessment import window
from reviews.assessment.facts import is_fact, lines_of, part_of
from reviews.models import ContestState, FactContest
from reviews.models.assessment import ASSESSMENT_READERS
from reviews.views.assessment_decision import visible as visible_assessment
from reviews.workflows import fact_contest as workflow
from tasks.views.guidance_forms import ReasonForm, line_field, text_field
from tasks.views.guidance_pages import HISTORY_SHOWN, edit_page
from tasks.views.move_buttons import (
    Button,
    Ledger,
    granted_by_table,
    offered,
    plain,
    press,
    words,
)
from units.models import Role, Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import chips, page_of

READERS = ASSESSMENT_READERS | {Role.OFFICER, Role.SECRETARY}
HEAD = ["事实", "单位", "年度", "提出", "状态", "答复"]


class UpholdForm(ReasonForm):
    """采纳: what it should have said, where that can be put in a few words."""

    corrected = line_field(
        "更正为",
        workflow.CORRECTED_LENGTH,
        required=False,
        help_text="可不填，如：12 份，按时 12 份。",
    )
    field_order = ["corrected", "reason"]  # fmt: skip


BUTTONS = {
    "uphold": Button(
        "公布的数据保持原样，更正和答复写在旁边；等次是否复核由工委领导决定。",
        lambda pk, actor, data: workflow.uphold(pk, actor, data["reason"], data["corrected"]), "答复", required=True,
        form=UpholdForm, primary=True,
    ),
    "dismiss": Button("公布的数据不变。", words(workflow.dismiss), "答复", required=True),
    "withdraw": Button("撤回后不再答复。", plain(workflow.withdraw)),
}  # fmt: skip


class ContestFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label="年度", field_name="assessment__year")
    state = django_filters.ChoiceFilter(
        label="状态", choices=ContestState.choices, empty_label="全部"
    )
    unit = django_filters.ModelChoiceFilter(
        label="单位",
        queryset=Unit.objects.none(),
        field_name="assessment__unit",
        empty_label="全部",
    )

    class Meta:
        model = FactContest
        fields = []

    def __init__(self, data, *, user):
        super().__init__(data, queryset=FactContest.objects.visible_to(user))
        if user.scope.works_in_unit:
            del self.filters["unit"]
        else:
            self.filters["unit"].queryset = Unit.objects.visible_to(user)


@require_safe
def fact_contests(request):
    if request.user.scope.role not in READERS:
        raise Http404
    found = ContestFilter(request.GET, user=request.user)
    rows = found.qs.for_list()
    said = chips(request, found.form) if found.form.is_valid() else []
    if answer := exported(request, lambda: _table(rows, said)):
        return answer
    context = {
        "filter": found,
        "chips": said,
        "page": page_of(request, rows),
        "head": HEAD,
    }
    return render(request, "reviews/assessment/contests.html", context)


def _table(rows, said):
    header = ["单位", "年度", "事实", "异议内容", "提出人", "提出时间", "状态", "更正为", "答复", "答复人", "答复时间"]  # fmt: skip
    lines = [
        [
            row.assessment.unit.name, row.assessment.year, row.fact_label, row.claim, row.contested_by.name,
            row.contested_at, row.get_state_display(), row.corrected, row.answer,
            row.answered_by and row.answered_by.name, row.answered_at,
        ]
        for row in rows
    ]  # fmt: skip
    return table("contests", "述职评议考核事实异议", header, lines, chips=said)


def visible(user, pk):
    return get_object_or_404(FactContest.objects.visible_to(user).for_list(), pk=pk)


@require_safe
def fact_contest(request, pk):
    return page(request, visible(request.user, pk))


def page(request, found, refused=None, status=200):
    if answer := exported(request, history_table(found)):
        return answer
    part = part_of(found.assessment, found.fact)
    context = {
        "object": found,
        "part": lines_of({"parts": [part]}, request.user.scope.role)[0] if part else None,
        "moves": offered(LEDGER, found, request.user, refused),
        "refused": refused,
        "history": AuditEntry.objects.about(found)[:HISTORY_SHOWN],
    }
    return render(request, "reviews/assessment/contest.html", context, status=status)


LEDGER = Ledger(
    workflow.FACT_CONTEST, BUTTONS, visible, page,
    granted_by_table(workflow.FACT_CONTEST, lambda scope, found: scope.decides_for(found.assessment.unit)),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def fact_contest_move(request, pk, move):
    return press(request, pk, move, LEDGER)


class ContestForm(forms.Form):
    fact = forms.ChoiceField(
        label="哪一项事实",
        error_messages={"required": "请选择一项事实。", "invalid_choice": workflow.JUDGEMENT},
    )
    claim = text_field("异议内容", rows=6, help_text="写明哪里不对、应当是什么、依据什么。")

    def __init__(self, *args, facts, **kwargs):
        super().__init__(*args, **kwargs)
        said = [(part["key"], f"{part['name']}：{part['value'] or '没有数据'}") for part in facts]
        self.fields["fact"].choices = [("", "请选择"), *said]


@require_http_methods(["GET", "HEAD", "POST"])
def fact_contest_new(request, pk):
    """Only what can be wrong is offered; whoever sends something else is told why it cannot be contested."""
    if request.user.scope.role != Role.SECRETARY:
        raise Http404
    found = visible_assessment(request.user, pk)
    facts = [part for part in found.facts.get("parts", ()) if is_fact(part)]
    form = ContestForm(
        request.POST or None, facts=facts, initial={"fact": request.GET.get("fact", "")}
    )
    context = {"object": found, "until": window.contest_until(found), "open": window.is_open(found)}
    return edit_page(
        request, form, "reviews/assessment/contest_new.html",
        lambda data: workflow.contest(pk, request.user, data["fact"], data["claim"]), "已提出，工委将作出答复。", context,
    )  # fmt: skip
