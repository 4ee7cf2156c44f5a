"""减负仪表: what the month asks of units and how long it takes; a unit sees its own beside the middle of all."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks.figures import burden
from tasks.models import Indicator, MonthlyReport
from tasks.views.month_shown import month_shown, steps
from units.models import Role
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import chart_table, table
from zhaotong_portal.listing import page_of
from zhaotong_portal.period import Period
from zhaotong_portal.wording import NOTHING

# Inspectors guide nobody's forms.
READERS = frozenset(Role.values) - {Role.INSPECTOR}
MONTHS = 12
HEAD = [
    {"label": "单位"},
    {"label": "片区"},
    {"label": "事项", "num": True},
    {"label": "指标数据", "num": True},
    {"label": "沿用上月", "num": True},
    {"label": "活动自动计数", "num": True},
    {"label": "免于重复填报", "num": True},
    {"label": "用时（分钟）", "num": True},
]
BUDGET_HEAD = [
    {"label": "填报内容"},
    {"label": "层级"},
    {"label": "预计用时", "num": True},
    {"label": "依据"},
    {"label": "填报到"},
]


@require_safe
def burdens(request):
    if request.user.scope.role not in READERS:
        raise Http404
    shown = month_shown(request)
    reports = (
        MonthlyReport.objects.visible_to(request.user)
        .of(shown.period)
        .select_related("unit", "unit__district")
        .order_by("unit__district__order", "unit__protocol_order", "unit_id")
    )
    asked, minutes = burden.budget_of(shown.period)
    chart = _trend(request.user, shown.period)
    said = [{"label": f"月份：{shown.period.label}", "url": ""}]
    if answer := exported(
        request,
        _table(reports, shown.period, said),
        table("budget", "填报预算", BUDGET_HEAD, [_budget_row(row) for row in asked]),
        chart_table(chart),
    ):
        return answer
    page = page_of(request, reports)
    rows = burden.burdens_of(page.object_list, shown.period)
    return render(
        request,
        "tasks/burden.html",
        {
            "shown": shown,
            **steps(request, shown),
            "page": page,
            "rows": rows,
            "head": HEAD,
            "own": request.user.scope.works_in_unit,
            "cards": _cards(shown.period, rows, minutes),
            "budget": [_budget_row(row) for row in asked],
            "budget_head": BUDGET_HEAD,
            "minutes": minutes,
            "chart": chart,
        },
    )


def _cards(period, rows, minutes):
    return [
        _middle_card(period),
        {"label": "填报预算", "number": minutes, "unit": "分钟", "note": "各项指标预计用时合计"},
        {"label": "本页免于重复填报", "number": sum(row.spared for row in rows), "unit": "次", "note": "活动登记一次，自动计入其他各项"},
        {"label": "自动汇总的指标", "number": burden.asked_of_nobody(), "unit": "项", "note": "由台账、活动得出，不用填报"},
    ]  # fmt: skip


def _middle_card(period):
    minutes = burden.middle_minutes([period])[period]
    if minutes is None:
        few = f"有记录的不足 {burden.FEWEST_COMPARED} 个单位"
        return {"label": "每单位填写用时", "number": NOTHING, "unit": "", "note": few}
    return {"label": "每单位填写用时", "number": minutes, "unit": "分钟", "note": "各单位的中位数"}


def _trend(user, until):
    periods = Period.range(until.shift(1 - MONTHS), until)
    middle = burden.middle_minutes(periods)
    series = [{"name": "各单位中位数", "values": [middle[period] for period in periods]}]
    if user.scope.works_in_unit:
        rows = MonthlyReport.objects.visible_to(user).filter(period__in=periods).order_by()
        own = {period: burden.minutes_of(s) for period, s in rows.values_list("period", "entry_seconds")}  # fmt: skip
        series.insert(0, {"name": "本单位", "values": [own.get(period) for period in periods]})
    return {
        "id": "minutes",
        "export": "minutes",
        "kind": "lines",
        "title": "各月填写用时",
        "unit": "分钟",
        "label_head": "月份",
        "labels": [period.label for period in periods],
        "series": series,
    }


def _budget_row(asked):
    """Of an indicator, or of a list that the committee has set up."""
    level = asked.get_level_display() if isinstance(asked, Indicator) else "清单"
    until = asked.asked_until.label if asked.asked_until else "常设"
    return [asked.name, level, asked.minutes, asked.basis or NOTHING, until]


def _table(reports, period, said):
    return table(
        "burden",
        "减负情况",
        HEAD,
        lambda: map(_row, burden.burdens_of(reports, period)),
        count=reports.count,
        chips=said,
    )


def _row(row):
    return [
        row.report.unit.name,
        row.report.unit.district.name,
        row.lines,
        row.cells,
        row.carried,
        row.counted,
        row.spared,
        row.minutes,
    ]
