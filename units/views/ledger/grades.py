"""分类定级: shares by year and who moved where, the list, and the page on which a year is graded and published."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from units.figures import grades as figures
from units.ledger import grades, keeping
from units.ledger.grades import GradesForm
from units.ledger.tabs import tabs_for
from units.models import Grade, GradeYear, Unit, YearlyGrade
from units.views.ledger.pages import LedgerPages, history_of, narrowed, said_of
from units.workflows import grade_year as workflow
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import page_of
from zhaotong_portal.workflow import WorkflowError

SHARES_HEAD = ("年度", "参加定级", *Grade.labels, "先进占比（%）", "比上年（百分点）", "比首年（百分点）")  # fmt: skip


class GradePages(LedgerPages):
    template_list = "units/ledger/grades.html"

    def urls(self):
        both = require_http_methods(["GET", "HEAD", "POST"])
        return [
            path("ledger/grades/", require_safe(self.list), name="grades"),
            path("ledger/grades/<int:year>/", both(year_page), name="grade_year"),
            path("ledger/grades/<int:year>/<slug:move>/", both(year_move), name="grade_year_move"),
        ]

    def list(self, request):
        found = narrowed(request, self.ledger.filter)
        units = _units_of(found, request.user)
        shares = figures.shares(units=units)
        if answer := exported(
            request,
            lambda: self.ledger.table(
                self.ledger.ordered(found.qs.for_list(), request.GET.get("sort")),
                said_of(request, found),
            ),
            lambda: _shares_table(shares),
            lambda: _movement_table(_movement(shares, units)),
        ):
            return answer
        rows = self.ledger.ordered(found.qs.for_list(), request.GET.get("sort"))
        page = page_of(request, rows)
        context = {
            "ledger": self.ledger,
            "tabs": tabs_for(request.user, "grades"),
            "filter": found,
            "page": page,
            "rows": [self.shown(row, request.user) for row in page],
            "head": self.head(request),
            "chips": said_of(request, found),
            "own": not request.user.scope.reads_all,
            "shares": _with_steps(shares),
            "movement": _movement(shares, units),
            "shares_head": [
                {"label": label.partition("（")[0], "num": k > 0}
                for k, label in enumerate(SHARES_HEAD)
            ],
            "this_year": timezone.localdate().year,
        }
        return render(request, self.template_list, context)


def _units_of(found, user):
    """The units that the shares are about: what the list is narrowed to, else all that one sees."""
    data = found.form.cleaned_data if found.form.is_valid() else {}
    units = Unit.objects.visible_to(user)
    if data.get("unit"):
        return units.filter(pk=data["unit"].pk)
    if data.get("district"):
        return units.filter(district=data["district"])
    return None if user.scope.reads_all else units


def _with_steps(shares):
    """Each year beside the one before it and the first one."""
    first = shares[0] if shares else None
    return [
        {
            "share": share,
            "counts": [(grade.label, share.count_of(grade)) for grade in Grade],
            "step": figures.rise(shares[k - 1], share) if k else None,
            "since_first": figures.rise(first, share) if k else None,
        }
        for k, share in enumerate(shares)
    ]


def _shares_table(shares):
    rows = [
        (row["share"].year, row["share"].graded, *(number for _, number in row["counts"]), row["share"].percent, row["step"], row["since_first"])
        for row in _with_steps(shares)
    ]  # fmt: skip
    return table("shares", "分类定级占比", SHARES_HEAD, rows)


def _movement(shares, units):
    """Who moved where between the last two published years: a row a grade of the year before; each number is its list."""
    years = [share.year for share in shares if share.is_published]
    if len(years) < 2:
        return None
    before, after = years[-2:]
    counted = figures.movement(before, after, units)
    rows = []
    for code, label in (*Grade.choices, (None, "未定级")):
        cells = [
            {"number": counted[code, grade], "href": f"{reverse('grades')}?year={after}&grade={grade}&was={code or 'none'}"}
            for grade in Grade
        ]  # fmt: skip
        rows.append({"label": label, "cells": cells})
    left = sum(number for (_, now), number in counted.items() if now is None)
    head = [f"{before}年", *({"label": f"{after}年{label}", "num": True} for label in Grade.labels)]
    return {"after": after, "head": head, "rows": rows, "left": left}


def _movement_table(movement):
    if movement is None:
        return table("movement", "分类定级升降", ["上一年等次"], [])
    rows = [(row["label"], *(cell["number"] for cell in row["cells"])) for row in movement["rows"]]
    return table("movement", "分类定级升降", movement["head"], rows)


# --- One year -------------------------------------------------------------------------------------


def _year_row(year):
    if not workflow.FIRST_YEAR <= year <= timezone.localdate().year:
        raise Http404
    return GradeYear.objects.filter(year=year).first() or GradeYear(year=year)


def year_page(request, year):
    """How far the year is graded, unit by unit; with `?unit=` the form of one unit."""
    row = _year_row(year)
    unit = _unit(request)
    form = _form(request, row, unit) if unit else None
    status = 200
    if request.method == "POST":
        if form is None or not keeping.responsible(request.user, unit):
            raise Http404
        status = 422
        if form.is_valid() and _graded(request, form, year):
            return redirect(f"{row.get_absolute_url()}?unit={unit.pk}")
    return _render_year(request, row, unit, form, status)


def _unit(request):
    wanted = request.GET.get("unit", "")
    units = Unit.objects.visible_to(request.user)
    if not wanted and request.user.scope.works_in_unit:
        return units.first()
    if not wanted:
        return None
    if not wanted.isdecimal():
        raise Http404
    return get_object_or_404(units, pk=wanted)


def _form(request, row, unit):
    organisations = workflow.graded_in(row.year).filter(unit=unit).order_by("order", "pk")
    kept = YearlyGrade.objects.filter(grade_year__year=row.year, organisation__unit=unit)
    grades_now = {grade.organisation_id: grade for grade in kept}
    return GradesForm(request.POST or None, organisations=organisations, grades=grades_now)


def _graded(request, form, year):
    try:
        changed = workflow.set_grades(year, request.user, form.grades)
    except ValidationError as error:
        for pk, faults in error.message_dict.items():
            form.add_error(f"grade-{pk}" if f"grade-{pk}" in form.fields else None, faults)
        return False
    except WorkflowError as error:
        form.add_error(None, error.text)
        return False
    messages.success(request, f"已保存，{len(changed)}个党组织的等次有改动。" if changed else "没有改动。")  # fmt: skip
    return True


def _render_year(request, row, unit=None, form=None, status=200, failed=None):
    user = request.user
    progress = None if unit else _progress(request, row)
    if progress is not None and (answer := exported(request, _progress_table(row, progress))):
        return answer
    return render(
        request,
        "units/ledger/grade_year.html",
        {
            "year": row,
            "unit": unit,
            "form": form,
            "may_grade": unit and not row.is_published and keeping.responsible(user, unit),
            "progress": progress,
            "progress_head": ["单位", {"label": "党组织", "num": True}, {"label": "已定级", "num": True}, "状态"],
            "form_head": ["党组织", "等次", "说明"],
            "moves": workflow.GRADE_YEAR.allowed(row, user) if row.pk else [],
            "failed": failed,
            "history": history_of(row) if row.pk else [],
        },
        status=status,
    )  # fmt: skip


def _progress(request, row):
    """[{unit, there, graded}] in protocol order; two queries."""
    units = list(Unit.objects.visible_to(request.user).active())
    there = _counts(workflow.graded_in(row.year).filter(unit__in=units), "unit")
    graded = _counts(YearlyGrade.objects.of(row.year).filter(organisation__unit__in=units), "organisation__unit")  # fmt: skip
    return [
        {"unit": unit, "there": there.get(unit.pk, 0), "graded": graded.get(unit.pk, 0)}
        for unit in units
        if there.get(unit.pk)
    ]


def _counts(rows, unit):
    return dict(rows.order_by().values_list(unit).annotate(Count("pk")))


def _progress_table(row, progress):
    rows = [(each["unit"].name, each["there"], each["graded"]) for each in progress]
    return table("progress", f"{row.year}年定级进度", ("单位", "党组织", "已定级"), rows)


def year_move(request, year, move):
    calls = {
        "publish": lambda row: workflow.publish(row.pk, request.user, request.POST.get("document", "")),
        "withdraw": lambda row: workflow.withdraw(row.pk, request.user, request.POST.get("reason", "")),
    }  # fmt: skip
    row = _year_row(year)
    if move not in calls or request.user.scope.role not in workflow.TRANSITIONS[move].by:
        raise Http404
    if request.method != "POST" or row.pk is None:
        return redirect(row)
    try:
        calls[move](row)
    except WorkflowError as error:
        failed = {move: error.text, "reason": request.POST.get("reason", "")}
        return _render_year(request, row, status=409, failed=failed)
    messages.success(request, "已公布，等次不再改变。" if move == "publish" else "已撤回公布。")
    return redirect(row)


PAGES = GradePages(grades.LEDGER)
