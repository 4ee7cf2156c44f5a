"""横向比看、纵向比看: places of units of one kind by an outcome, and one unit beside its own past (features F17)."""

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reviews.assessment.scoring import assessed_units
from reviews.compared import on_record
from reviews.compared.medians import group_of, middle_of
from reviews.compared.places import NOTHING, OUTCOMES, change_text, compared
from reviews.compared.years import shown_years, year_asked, year_tabs, years_there
from reviews.models import ASSESSMENT_READERS
from units.models import Unit, UnitKind
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import chart_table, share, table
from zhaotong_portal.listing import page_of

NUMBER = {"num": True}
HEAD = [
    "单位", {"label": "名次", **NUMBER}, {"label": "数值", **NUMBER}, {"label": "依据", **NUMBER}, {"label": "上年", **NUMBER},
    {"label": "比上年（百分点）", **NUMBER}, {"label": "排名进位", **NUMBER}, {"label": "经验交流", **NUMBER},
]  # fmt: skip
EXPORT_HEAD = [
    "名次", "单位", "片区", "数值", "达到要求", "纳入统计", "上年", "比上年（百分点）", "排名进位", "经验交流",
]  # fmt: skip
OWN_HEAD = [
    "成效", {"label": "数值", **NUMBER}, {"label": "依据", **NUMBER}, {"label": "名次", **NUMBER},
    {"label": "中位数", **NUMBER}, {"label": "上年", **NUMBER}, {"label": "比上年（百分点）", **NUMBER},
]  # fmt: skip
OWN_EXPORT_HEAD = [
    "成效", "数值", "达到要求", "纳入统计", "名次", "参加排名的单位数", "中位数", "上年", "比上年（百分点）",
]  # fmt: skip


class Choice(forms.Form):
    figure = forms.ChoiceField(
        label="成效", choices=[(key, figure.label) for key, figure in OUTCOMES.items()]
    )


class ChoiceAmongUnits(Choice):
    kind = forms.ChoiceField(label="单位类型", choices=UnitKind.choices)


def _asked(request, name, known):
    """What the address asks for, or the first there is."""
    asked = request.GET.get(name)
    return asked if asked in known else next(iter(known))


@require_safe
def ranking(request):
    """The committee compares units of one kind; who works in a unit is led to the own one."""
    scope = request.user.scope
    if scope.works_in_unit and scope.unit_ids:
        return redirect("unit_ranking", min(scope.parts[0].unit_ids or scope.unit_ids))
    if scope.role not in ASSESSMENT_READERS:
        raise Http404
    years = years_there()
    year = year_asked(request, years)
    figure = OUTCOMES[_asked(request, "figure", OUTCOMES)]
    kind = _asked(request, "kind", UnitKind.values)
    units = list(assessed_units(year).filter(kind=kind).select_related("district"))
    found = compared(figure, year, [unit.pk for unit in units])
    rows = _rows(units, found)
    title = f"{year}年{UnitKind(kind).label}类单位{figure.label}"
    chart = _bars(title, rows, found.middle)
    if answer := exported(request, lambda: _table(title, rows, found.middle), chart_table(chart)):
        return answer
    context = {
        "title": title,
        "years": year_tabs(request, years, year),
        "form": ChoiceAmongUnits({"figure": figure.key, "kind": kind}),
        "keep": [("year", year)],
        "figure": figure,
        "year": year,
        "page": page_of(request, rows),
        "ranked": max((row["standing"].place_of for row in rows), default=0),
        "middle": found.middle,
        "chart": chart,
        "head": HEAD,
        "least": settings.RANKING_LEAST_ROWS,
        "least_units": settings.MEDIAN_LEAST_UNITS,
    }
    return render(request, "reviews/compared/ranking.html", context)


def _rows(units, found):
    """Best first; without a place last, in the order of the units."""
    records = on_record.on_record(found.year, [unit.pk for unit in units])
    rows = [
        {
            "unit": unit,
            "standing": found.standings[unit.pk],
            "record": records.get(unit.pk, on_record.NOTHING),
            "links": on_record.addresses(unit.pk, found.year),
            "url": f"{reverse('unit_ranking', args=[unit.pk])}?year={found.year}&figure={found.figure.key}",
        }
        for unit in units
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row["standing"].place or len(rows) + 1)


def _bars(title, rows, middle):
    shown = [row for row in rows if row["standing"].is_enough]
    return {
        "id": "ranking", "export": "chart", "kind": "bars", "title": title, "unit": "%", "label_head": "单位",
        "labels": [row["unit"].short_name for row in shown],
        "urls": [row["url"] for row in shown],
        "series": [{"name": "数值", "values": [row["standing"].now.value for row in shown]}],
        "reference": None if middle is None else {"name": "中位数", "value": middle},
    }  # fmt: skip


def _table(title, rows, middle):
    lines = [
        (
            row["standing"].place, row["unit"].name, row["unit"].district.name,
            share(row["standing"].now.value), row["standing"].now.counted, row["standing"].now.n,
            share(row["standing"].before.value), row["standing"].change, row["record"].moves,
            row["record"].exchanges,
        )
        for row in rows
    ]  # fmt: skip
    if middle is not None:
        lines.append((None, "中位数", "", share(middle), None, None, None, None, None, None))
    return table("ranking", title, EXPORT_HEAD, lines)


@require_safe
def unit_ranking(request, pk):
    user = request.user
    if user.scope.role not in ASSESSMENT_READERS and not user.scope.works_in_unit:
        raise Http404
    unit = get_object_or_404(Unit.objects.visible_to(user).select_related("district"), pk=pk)
    years = years_there()
    year = year_asked(request, years)
    group = group_of(unit, year)
    rows = [_own_row(figure, year, unit, group) for figure in OUTCOMES.values()]
    shown = OUTCOMES[_asked(request, "figure", OUTCOMES)]
    chart = _past(shown, shown_years(years, year), unit, group)
    rankings = list(on_record.rankings_of(user, unit, (year, year - 1)))
    title = f"{unit.short_name}{year}年成效比较"
    if answer := exported(
        request, lambda: _own_table(title, rows), chart_table(chart), lambda: _rankings_table(unit, rankings)
    ):  # fmt: skip
        return answer
    context = {
        "title": f"{year}年成效比较",
        "unit": unit,
        "group": group,
        "years": year_tabs(request, years, year),
        "form": Choice({"figure": shown.key}),
        "keep": [("year", year)],
        "figure": shown,
        "rows": rows,
        "chart": chart,
        "rankings": rankings,
        "record": on_record.on_record(year, [unit.pk]).get(unit.pk, on_record.NOTHING),
        "links": on_record.addresses(unit.pk, year),
        "year": year,
        "head": OWN_HEAD,
        "ranking_head": RANKING_HEAD,
        "sees_all": user.scope.reads_all,
        "least": settings.RANKING_LEAST_ROWS,
        "least_units": settings.MEDIAN_LEAST_UNITS,
    }
    return render(request, "reviews/compared/unit.html", context)


def _own_row(figure, year, unit, group):
    """Its own standing. Without a kind large enough there is a middle of all units, but no place among them."""
    found = compared(figure, year, {unit.pk, *group.units})
    standing = found.standings[unit.pk]
    return {
        "figure": figure,
        "standing": standing,
        "middle": found.middle,
        "place": standing.place if group.kind else None,
    }


def _past(figure, years, unit, group):
    """纵向: the unit's own years, oldest first, beside the middle of each."""
    own, middles = [], []
    for year in sorted(years):
        found = figure.compute(year, {unit.pk, *group.units})
        own.append(found.get(unit.pk, NOTHING).value)
        middles.append(middle_of(found.get(pk, NOTHING).value for pk in group.units))
    return {
        "id": "past", "export": "past", "kind": "columns", "title": f"{figure.label}：历年", "unit": "%",
        "note": changes_text(sorted(years), own), "label_head": "年度",
        "labels": [f"{year}年" for year in sorted(years)],
        "series": [
            {"name": unit.short_name, "values": own}, {"name": f"{group.label}中位数", "values": middles},
        ],
    }  # fmt: skip


def changes_text(years, values):
    """2025年上升 1.71 个百分点: how each year stands beside the one before."""
    said = []
    for year, before, now in zip(years[1:], values, values[1:], strict=False):
        if before is not None and now is not None:
            points = "" if now == before else " 个百分点"
            said.append(f"{year}年{change_text(now - before)}{points}")
    return "，".join(said)


def _own_table(title, rows):
    lines = [
        (
            row["figure"].label, share(row["standing"].now.value), row["standing"].now.counted,
            row["standing"].now.n, row["place"], row["standing"].place_of if row["place"] else None,
            share(row["middle"]), share(row["standing"].before.value), row["standing"].change,
        )
        for row in rows
    ]  # fmt: skip
    return table("own", title, OWN_EXPORT_HEAD, lines)


RANKING_HEAD = [
    "工作或指标", "年度", "排名范围", {"label": "上年名次", **NUMBER}, {"label": "本年名次", **NUMBER}, "进退",
]  # fmt: skip


def _rankings_table(unit, rankings):
    lines = [
        (row.indicator, row.year, row.ranking_list, row.last_place, row.this_place, row.move_label)
        for row in rankings
    ]
    return table("rankings", f"{unit.short_name}排名进位", RANKING_HEAD, lines)
