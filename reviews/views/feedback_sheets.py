"""反馈单 of a year: which units have one, with how many problems, and what became of them."""

from django import forms
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviews.assessment import years
from reviews.models import ASSESSMENT_READERS, Assessment, FindingState
from units.models import District
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import chips

HEAD = [
    "单位", "反馈单", {"label": "问题", "num": True}, {"label": "已销号", "num": True}, "印发",
]  # fmt: skip
BLANK, WRITTEN, ISSUED, NOTHING = "blank", "written", "issued", "nothing"
STANDINGS = {
    BLANK: "还没有拟制",
    WRITTEN: "已拟，未印发",
    ISSUED: "已印发",
    NOTHING: "没有反馈问题",
}


class Filter(forms.Form):
    district = forms.ModelChoiceField(
        label="片区", required=False, queryset=District.objects.all(), empty_label="全部"
    )
    standing = forms.ChoiceField(
        label="反馈单", required=False, choices=[("", "全部"), *STANDINGS.items()]
    )


@require_safe
def feedback_sheets(request):
    if request.user.scope.role not in ASSESSMENT_READERS:
        raise Http404
    all_years = years.years_of(request.user)
    year = years.chosen(request, all_years)
    form = Filter(request.GET)
    said = chips(request, form) if form.is_valid() else []
    rows = _rows(request.user, year, form.cleaned_data)
    if answer := exported(request, _table(year, rows, said)):
        return answer
    context = {
        "year": year,
        "tabs": years.tabs(request, all_years, year),
        "form": form,
        "chips": said,
        "reset": f"?year={year}",
        "keep": [("year", year)],
        "rows": rows,
        "head": HEAD,
        "total": {
            "problems": sum(row.number for row in rows),
            "closed": sum(row.closed for row in rows),
            "issued": sum(row.standing == ISSUED for row in rows),
        },
    }
    return render(request, "reviews/assessment/feedback_sheets.html", context)


def _rows(user, year, wanted):
    rows = Assessment.objects.visible_to(user).filter(year=year).select_related("unit__district", "fed_back_by")  # fmt: skip
    if district := wanted.get("district"):
        rows = rows.filter(unit__district=district)
    closed = Count("problems", filter=Q(problems__finding__state=FindingState.CLOSED))
    rows = list(rows.annotate(number=Count("problems"), closed=closed).order_by("unit__protocol_order", "pk"))  # fmt: skip
    for row in rows:
        if row.fed_back_at:
            row.standing = ISSUED if row.number else NOTHING
        else:
            row.standing = WRITTEN if row.number else BLANK
        row.standing_label = STANDINGS[row.standing]
    standing = wanted.get("standing")
    return [row for row in rows if row.standing == standing] if standing else rows


def _table(year, rows, said):
    header = ["单位", "片区", "反馈单", "编号", "问题", "已销号", "印发人", "印发时间"]
    lines = [
        [
            row.unit.name, row.unit.district.name, row.standing_label, row.document_number, row.number, row.closed,
            row.fed_back_by and row.fed_back_by.name, row.fed_back_at,
        ]
        for row in rows
    ]  # fmt: skip
    return table("sheets", f"{year}年度述职评议反馈单", header, lines, chips=said)
