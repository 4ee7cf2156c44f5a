"""五型机关: one unit on five sides beside its own past and the anonymous middle; all units for the committee (F17)."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reviews.assessment.scoring import assessed_units
from reviews.compared.medians import group_of, middle_of
from reviews.compared.years import shown_years, year_asked, year_tabs, years_there
from reviews.five_types.axes import AXES
from reviews.five_types.profile import profiles_of
from reviews.models import ASSESSMENT_READERS
from reviews.unit_narrowing import UnitNarrowing
from units.models import Unit
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import chart_table, share, table
from zhaotong_portal.listing import chips, page_of

SHARE_HEAD = [
    {"label": "数据项", "width": "46%"},
    {"label": "数值", "num": True, "width": "16%"},
    {"label": "依据", "num": True, "width": "16%"},
    "明细",
]
EXPORT_HEAD = ["方面", "数据项", "数值", "达到要求", "纳入统计"]


def readers_only(user):
    if user.scope.role not in ASSESSMENT_READERS and not user.scope.works_in_unit:
        raise Http404


@require_safe
def unit_five_types(request, pk):
    readers_only(request.user)
    unit = get_object_or_404(
        Unit.objects.visible_to(request.user).select_related("district"), pk=pk
    )
    years = years_there()
    year = year_asked(request, years)
    group = group_of(unit, year)
    of_group = profiles_of(year, {unit.pk, *group.units})
    own = of_group[unit.pk]
    past = {
        each: profiles_of(each, [unit.pk])[unit.pk] for each in shown_years(years, year)[1:]
    }  # fmt: skip
    chart = _chart(own, past, _middle(of_group, group), group)
    if answer := exported(request, chart_table(chart), lambda: _shares_table(unit, own)):
        return answer
    return render(
        request,
        "reviews/five_types/unit.html",
        {
            "title": f"{year}年五型机关画像",
            "unit": unit,
            "year": year,
            "years": year_tabs(request, years, year),
            "profile": own,
            "chart": chart,
            "head": SHARE_HEAD,
            "least": settings.MEDIAN_LEAST_UNITS,
            "sees_all": request.user.scope.reads_all,
        },
    )


def _middle(profiles, group):
    columns = zip(*(profiles[pk].values for pk in group.units), strict=True)
    return [middle_of(column) for column in columns] if group.units else []


def _chart(own, past, middle, group):
    series = [{"name": f"{own.year}年", "values": own.values}]
    series += [
        {"name": f"{year}年", "values": profile.values} for year, profile in sorted(past.items(), reverse=True)
    ]  # fmt: skip
    if any(value is not None for value in middle):
        series.append({"name": f"{group.label}中位数", "values": middle})
    return {
        "id": "five-types", "export": "five_types", "kind": "radar", "title": "五型机关画像", "unit": "分",
        "note": "没有数据的方面和数据不全的系列不画，见表格",
        "label_head": "方面", "labels": [axis.label for axis in own.axes], "series": series, "height": 380,
    }  # fmt: skip


def _shares_table(unit, profile):
    rows = [
        (axis.label, one.figure.label, share(one.value.value), one.value.counted, one.value.n)
        for axis in profile.axes
        for one in axis.shares
    ]
    title = f"{unit.short_name}{profile.year}年五型机关数据项"
    return table("shares", title, EXPORT_HEAD, rows)


@require_safe
def five_types(request):
    if request.user.scope.role not in ASSESSMENT_READERS:
        raise Http404
    years = years_there()
    year = year_asked(request, years)
    form = UnitNarrowing(request.GET)
    units = list(form.narrowed(assessed_units(year)).select_related("district"))
    profiles = profiles_of(year, [unit.pk for unit in units])
    rows = [(unit, profiles[unit.pk]) for unit in units]
    middle = [
        middle_of(column) for column in zip(*(profile.values for _, profile in rows), strict=True)
    ]
    said = chips(request, form) if form.is_valid() else []
    if answer := exported(request, _units_table(year, rows, middle, said)):
        return answer
    return render(
        request,
        "reviews/five_types/units.html",
        {
            "title": f"{year}年五型机关画像",
            "year": year,
            "years": year_tabs(request, years, year),
            "keep": [("year", year)],
            "form": form,
            "chips": said,
            "reset": f"?year={year}",
            "page": page_of(request, rows),
            "middle": list(zip((side.label for side in AXES), middle, strict=False)),
            "head": ["单位", *({"label": side.label, "num": True} for side in AXES)],
        },
    )


def _units_table(year, rows, middle, said):
    head = ["单位", "片区", "类型", *(side.label for side in AXES)]
    lines = [
        (unit.name, unit.district.name, unit.get_kind_display(), *profile.values)
        for unit, profile in rows
    ]
    if middle:
        lines.append(("中位数", "", "", *middle))
    return table("units", f"{year}年五型机关画像", head, lines, chips=said)
