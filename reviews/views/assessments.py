"""述职评议考核: the assessments of a year, and the page on which one unit's year comes together."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reviews import assessment_export
from reviews.assessment.disclosure import decision_shown, history_for, sees_decision
from reviews.assessment.secretaries import names_of, secretaries_of
from reviews.assessment.stages import stages_of
from reviews.assessment_filter import SORTS, AssessmentFilter, ordered
from reviews.filing import due_on
from reviews.models import ASSESSMENT_READERS, Assessment, SelfReport
from reviews.workflows import assessment_year, self_report
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import address_with, chips, page_of, sort_head
from zhaotong_portal.panels import panels_for
from zhaotong_portal.workflow import WorkflowError

HISTORY_SHOWN = 30


def readers_only(user):
    if user.scope.role not in ASSESSMENT_READERS and not user.scope.works_in_unit:
        raise Http404


def visible(user, pk):
    rows = Assessment.objects.visible_to(user).for_list()
    return get_object_or_404(rows, pk=pk)


@require_safe
def assessments(request):
    user = request.user
    readers_only(user)
    years = list(Assessment.objects.visible_to(user).order_by("-year").values_list("year", flat=True).distinct())  # fmt: skip
    asked = _with_year(request, years)
    found = AssessmentFilter(asked, user=user)
    if "unit" in found.form.errors:
        raise Http404
    rows = ordered(found.qs, request.GET.get("sort")).for_list().select_related("self_report")
    said = _chips(request, found)
    if answer := exported(request, lambda: assessment_export.table_of(user, rows, said)):
        return answer
    year = getattr(found.form, "cleaned_data", {}).get("year")
    page = page_of(request, rows)
    names = names_of(page)
    for row in page:
        row.said = assessment_export.said_of(user, row) | {"secretaries": names[row.pk]}
    shows_grades = found.qs.filter(decision_shown(user)).exists()
    context = {
        "filter": found,
        "page": page,
        "chips": said,
        "own": user.scope.works_in_unit,
        "year": year,
        "years": _year_tabs(request, years, year),
        "shows_grades": shows_grades,
        "head": _head(request, user.scope.works_in_unit, shows_grades),
        "reset": f"?year={year}" if year else "?",
        "prepare": _preparation(user),
        "panels": panels_for("assessments", user, year),
    }  # fmt: skip
    return render(request, "reviews/assessment/list.html", context)


def _with_year(request, years):
    """The committee looks at one year at a time, the newest where the address names none; a unit has few of them."""
    asked = request.GET.copy()
    if not asked.get("year") and not request.user.scope.works_in_unit:
        asked["year"] = str(years[0] if years else timezone.localdate().year)
    return asked


def _chips(request, found):
    if not found.form.is_valid():
        return []
    shown = chips(request, found.form)
    return [chip for chip in shown if not chip["label"].startswith("年度：")]


def _year_tabs(request, years, chosen):
    """One year after another; of a single one there is nothing to choose."""
    tabs = [
        {"label": f"{year}年", "url": address_with(request, year=year), "active": year == chosen}
        for year in years
    ]  # fmt: skip
    if request.user.scope.works_in_unit:
        tabs.insert(
            0, {"label": "全部", "url": address_with(request, year=None), "active": not chosen}
        )
    return tabs if len(years) > 1 else []


def _head(request, own, shows_grades):
    columns = [{"label": "单位", "sort": "unit"}]
    if own:
        columns = [{"label": "考核"}]
    columns += [{"label": "述职人"}, {"label": "阶段"}, {"label": "述职报告"}]
    if shows_grades:
        columns += [{"label": "得分", "sort": "-score", "num": True}, {"label": "等次"}]
    return sort_head(request, columns, SORTS)


def _preparation(user):
    """[{year, count}] of what the button makes; nothing for who may not prepare a year."""
    if not assessment_year.may_prepare(user):
        return []
    wanting = [
        {"year": year, "count": assessment_year.lacking(year).count()}
        for year in assessment_year.offered_years()
    ]
    return [row for row in wanting if row["count"]]


@require_POST
def assessments_prepare(request):
    if not assessment_year.may_prepare(request.user):
        raise Http404
    text = request.POST.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    try:
        made = assessment_year.prepare_year(request.user, year)
    except (ValidationError, WorkflowError) as error:
        text = error.text if isinstance(error, WorkflowError) else "；".join(error.messages)
        messages.error(request, text)
        return redirect("assessments")
    if made:
        messages.success(
            request, f"已准备 {made} 个单位的{year}年度考核，各单位首页已提示撰写述职报告。"
        )
    else:
        messages.info(request, f"{year}年度考核已全部准备，没有要补充的单位。")  # fmt: skip
    return redirect(f"{reverse('assessments')}?year={year}")


@require_safe
def assessment(request, pk):
    user, found = request.user, visible(request.user, pk)
    history = history_for(user, found)
    if answer := exported(request, history_table(found, history)):
        return answer
    report = SelfReport.objects.visible_to(user).select_related("signed_by", "checked_by").filter(assessment=found).first()  # fmt: skip
    context = {
        "object": found,
        "secretaries": secretaries_of(found.year, [found.unit]).get(found.unit_id, []),
        "report": report,
        "due_on": due_on(found.year),
        "writes": self_report.may_write(found, report, user),
        "checks": bool(report) and "accept" in self_report.SELF_REPORT.allowed(report, user),
        "stages": stages_of(found, report, sees_decision(user, found)),
        "panels": panels_for("assessment", user, found),
        "aside": panels_for("assessment_side", user, found),
        "history": history[:HISTORY_SHOWN],
    }
    return render(request, "reviews/assessment/hub.html", context)
