"""One unit's grade: the facts it was decided on, every decision, what was contested; a leader looks at it again here."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reviews.assessment import window
from reviews.assessment.advice import advised
from reviews.assessment.facts import adjustments_of, freeze, lines_of, number
from reviews.assessment.scoring import scores_of
from reviews.models import Assessment, AssessmentState, ContestState, FactContest
from reviews.workflows import assessment as workflow
from tasks.views.guidance_forms import text_field
from tasks.views.guidance_pages import put_errors
from units.models import Role
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.workflow import ReasonRequired, WorkflowError

HEAD = [
    "考核内容", "来源", {"label": "权重", "num": True}, {"label": "评价值", "num": True},
    {"label": "条数或人数", "num": True}, {"label": "计分", "num": True}, "说明",
]  # fmt: skip
DECISIONS_HEAD = ["次序", "等次", "得分", "名次", "建议", "理由", "决定"]


class ReviseForm(forms.Form):
    grade = forms.ChoiceField(
        label="等次", error_messages={"required": "请选择等次。", "invalid_choice": "请选择等次。"}
    )
    reason = text_field("复核理由", rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        grades = settings.ASSESSMENT_GRADES
        self.fields["grade"].choices = [("", "请选择"), *((grade, grade) for grade in grades)]


def visible(user, pk):
    """The unit finds its score and grade when they are published (rules.md §3)."""
    rows = Assessment.objects.visible_to(user).select_related(
        "unit", "unit__district", "scheme", "decision__decided_by"
    )
    found = rows.filter(pk=pk).first()
    if found is None or (user.scope.works_in_unit and found.state != AssessmentState.PUBLISHED):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_decision(request, pk):
    found = visible(request.user, pk)
    if request.method != "POST":
        return page(request, found)
    if request.user.scope.role != Role.LEADER:
        raise Http404
    form = ReviseForm(request.POST)
    if not form.is_valid():
        return page(request, found, form, 422)
    try:
        workflow.revise(pk, request.user, form.cleaned_data["grade"], form.cleaned_data["reason"])
    except ValidationError as error:
        put_errors(form, error)
        return page(request, found, form, 422)
    except WorkflowError as error:
        form.add_error(None, error.text)
        status = 422 if isinstance(error, ReasonRequired) else 409
        return page(request, visible(request.user, pk), form, status)
    messages.success(request, "已复核，单位已收到通知。")
    return redirect(request.path)


def facts_of(found):
    """As decided on; before that as they are now, which is nobody's grade yet."""
    if found.facts:
        return found.facts
    scores = scores_of(found.year)
    return freeze(*workflow.score_of(found, scores, advised(scores)))


def page(request, found, form=None, status=200):
    user = request.user
    facts = facts_of(found)
    lines = lines_of(facts, user.scope.role)
    if answer := exported(request, _table(found, lines, facts)):
        return answer
    contests = list(FactContest.objects.visible_to(user).filter(assessment=found).for_list())
    may_contest = (
        user.scope.role == Role.SECRETARY
        and found.state == AssessmentState.PUBLISHED
        and window.is_open(found)
    )
    waiting = {row.fact for row in contests if row.state == ContestState.OPEN}
    for line in lines:
        line["may_contest"] = may_contest and line["is_fact"] and line["key"] not in waiting
        line["contests"] = [row for row in contests if row.fact == line["key"]]
    context = {
        "object": found,
        "facts": facts,
        "total": number(facts["total"]),
        "lines": lines,
        "adjustments": adjustments_of(facts),
        "head": HEAD,
        "decisions": found.decisions.select_related("decided_by"),
        "decisions_head": DECISIONS_HEAD,
        "contests": contests,
        "until": window.contest_until(found),
        "may_contest": may_contest,
        "may_revise": "revise" in workflow.ASSESSMENT.allowed(found, user),
        "form": form or ReviseForm(initial={"grade": found.decision.grade if found.decision else ""}),
    }  # fmt: skip
    return render(request, "reviews/assessment/decision.html", context, status=status)


def _table(found, lines, facts):
    header = ["考核内容", "来源", "权重（%）", "评价值", "条数或人数", "计分", "说明"]
    rows = [
        [line["name"], line["source_label"], line["weight"], line["value"], line["n"], line["points"], line["note"]]
        for line in lines
    ]  # fmt: skip
    rows += [
        [row["name"], row["sign_label"], None, None, None, row["points"], ""]
        for row in adjustments_of(facts)
    ]
    rows.append(["合计", "", None, None, None, number(facts["total"]), ""])
    return table("facts", f"{found}得分依据", header, rows)
