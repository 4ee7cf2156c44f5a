"""全市总览: a month of all units in figures, each of which opens its rows."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks.figures import heat
from tasks.figures.stuck import stuck_units
from tasks.figures.summary import Figures, figures_of
from tasks.models import UnitMonth
from tasks.views.figure_links import figure_links
from tasks.views.figure_tables import compared_table, heat_table, stuck_table
from tasks.views.month_shown import month_shown, readers_of_all_only, steps
from units.districts import guided_districts
from zhaotong_portal import wording
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import chart_table
from zhaotong_portal.listing import address_with
from zhaotong_portal.panels import panels_for

# A committee of the usual size fits on one page of the heat-map; of a larger one a page is shown.
UNITS_A_PAGE = 84


@require_safe
def dashboard(request):
    readers_of_all_only(request.user)
    shown = month_shown(request)
    now = timezone.now()
    figures = figures_of(shown, now)
    districts = guided_districts(request.user)
    chosen = _chosen(request, districts)
    known = figures.districts.get(chosen.pk, Figures()) if chosen else figures.whole
    overdue = {unit: row["by_date_overdue"] for unit, row in figures.by_date.items()}
    tables = {
        "chart": progress_chart(shown, figures, districts),
        "trend": year_chart(shown, figures),
        "compared": [_compared(shown, row, figures) for row in districts],
        "stuck": stuck_units(shown, overdue, now) if shown.month else [],
    }
    if answer := exported(
        request,
        heat_table(shown, districts, known.units, now, chosen),
        compared_table(shown, tables["compared"]),
        chart_table(tables["chart"]),
        chart_table(tables["trend"]),
        stuck_table(shown, tables["stuck"]),
    ):
        return answer
    page = page_of_units(request, shown, known.units, chosen)
    return render(
        request,
        "tasks/dashboard.html",
        {
            "shown": shown,
            "title_note": f"{as_of(shown, now)} · 每个数字都可点开",
            "empty_title": f"{shown.period.label}还没有开放填报",
            **steps(request, shown),
            "cards": cards(shown, figures.whole, figures.whole_before, now),
            "panels": panels_for("dashboard", request.user, shown),
            "page": page,
            "heatmap": _heatmap(page, shown, districts, now),
            "district_tabs": _tabs(request, districts, chosen),
            "chosen": chosen,
            "states": state_counts(shown, figures.whole, chosen=None),
            **tables,
        },
    )


def as_of(shown, now):
    """What moment the figures speak of: the lock of a locked month, else now."""
    if shown.month and shown.month.is_locked:
        return f"{wording.day_text(shown.month.locked_at)}锁定"
    return f"数据截至 {wording.timestamp_text(now)}"


def _chosen(request, districts):
    """The district whose units the heat-map shows; all when the address names none that exists."""
    wanted = request.GET.get("district", "")
    return next((row for row in districts if str(row.pk) == wanted), None)


def page_of_units(request, shown, count, district=None, a_page=UNITS_A_PAGE):
    """A page of unit ids in order of district and protocol; the count is known from the figures."""
    rows = UnitMonth.objects.of(shown.period).order_by(
        "district__order", "unit__protocol_order", "unit_id"
    )
    if district:
        rows = rows.filter(district=district)
    paginator = Paginator(rows.values("unit"), a_page)
    paginator.count = count
    return paginator.get_page(request.GET.get("page"))


def _heatmap(page, shown, districts, now):
    rows = heat.rows_of(page.object_list, shown, now=now)
    groups = [(d.pk, d.name, guidance_note(d), f"{d.get_absolute_url()}?month={shown.period}") for d in districts]  # fmt: skip
    return heat.as_component(rows, groups, heat.periods_of_year(shown.period))


def guidance_note(district):
    """挂联领导 and 指导科室 of a district, as far as they are known."""
    parts = [
        f"挂联领导 {district.leader_name}" if district.leader_name else "",
        f"指导科室 {district.office_name}" if district.office_name else "",
    ]
    return " · ".join(filter(None, parts))


def _tabs(request, districts, chosen):
    tabs = [{"label": "全部", "url": address_with(request, district=None), "active": not chosen}]
    for row in districts:
        url = address_with(request, district=row.pk)
        tabs.append({"label": row.name, "url": url, "active": chosen == row})
    return tabs


def cards(shown, figures, before, now, district=None):
    """The row of figure cards, of all units or of one district."""
    links, defined = figure_links(shown, district), reverse("definitions")
    rate = figures.on_time_rate
    waits = _days_since(figures.oldest_awaiting, now)
    return [
        {
            "label": "本月已报" if shown.is_running else f"{shown.period.short_label}已报",
            "number": figures.reported,
            "base": figures.expected,
            "note": _compared_with(shown, before),
            "href": links["reported"],
            "definition": f"{defined}#reported",
        },
        {
            "label": "按时",
            "number": figures.on_time,
            "note": f"占已报 {wording.rate_text(rate)}" if rate is not None else "",
            "href": links["on_time"],
            "definition": f"{defined}#on_time",
        },
        {
            "label": "待审核",
            "number": figures.submitted,
            "note": waits,
            "href": links["submitted"],
            "definition": f"{defined}#submitted",
        },
        {
            "label": "逾期事项",
            "number": figures.overdue,
            "note": _overdue_note(shown, figures, before),
            "href": links["overdue"],
            "definition": f"{defined}#overdue",
        },
        {
            "label": "滞后与有风险",
            "number": figures.off_track,
            "lights": {"at_risk": figures.items_at_risk, "behind": figures.items_behind},
            "href": links["off_track"],
            "definition": f"{defined}#off_track",
        },
        {
            "label": "平均进度",
            "number": wording.percent_text(figures.progress),
            "note": f"{shown.period.year}年 {wording.number_text(figures.items_total)} 项，办结 {wording.number_text(figures.items_done)} 项",
            "href": links["progress"],
            "definition": f"{defined}#progress",
        },
    ]


def _compared_with(shown, before):
    if shown.previous is None:
        return ""
    when = "上月同日" if shown.is_running else shown.previous.short_label
    return f"{when} {before.by_then}"


def _overdue_note(shown, figures, before):
    """Compared with the month before where that is locked: an open one has today's figure, not its own."""
    if shown.previous is None or not shown.near[shown.previous].is_locked:
        return ""
    change = wording.signed_text(figures.overdue - before.overdue)
    return f"较{shown.previous.short_label}末 {change}"


def _days_since(moment, now):
    if moment is None:
        return ""
    days = (timezone.localdate(now) - timezone.localdate(moment)).days
    return f"最早 {days} 天前" if days > 0 else "今天送来"


def state_counts(shown, figures, chosen=None):
    """每种报送情况 with its count, as links: what is back with the unit stands beside what is reported."""
    links = figure_links(shown, chosen)
    words = [("late", "逾期报送"), ("missing", "未报"), ("returned", "退回"), ("exempt", "免报")]
    return [
        {"label": label, "count": getattr(figures, state), "url": links[state]}
        for state, label in words
    ]


def progress_chart(shown, figures, districts):
    known = [row for row in districts if row.pk in figures.districts]
    return {
        "id": "districts",
        "export": "progress",
        "kind": "bars",
        "title": "片区比较 · 平均进度",
        "unit": "%",
        "label_head": "片区",
        "labels": [row.name for row in known],
        "urls": [f"{row.get_absolute_url()}?month={shown.period}" for row in known],
        "series": [
            {"name": "平均进度", "values": [figures.districts[row.pk].progress for row in known]}
        ],
        "reference": {"name": "全市", "value": figures.whole.progress},
    }


def year_chart(shown, figures):
    """按时、逾期、未报 of each month of the year; a month opens when its bar or row is chosen."""
    months = figures.year()
    series = [("按时", "on_time", "good"), ("逾期报送", "late", "warn"), ("未报", "missing", "bad")]
    return {
        "id": "year",
        "export": "year",
        "kind": "stacked",
        "title": f"{shown.period.year}年各月报送",
        "unit": "",
        "label_head": "月份",
        "labels": [period.short_label for period, _ in months],
        "urls": [f"?month={period}" for period, _ in months],
        "series": [
            {"name": label, "values": [getattr(each, name) for _, each in months], "tone": tone}
            for label, name, tone in series
        ],
    }


def _compared(shown, district, figures):
    return {
        "district": district,
        "figures": figures.districts.get(district.pk, Figures()),
        "links": figure_links(shown, district.pk),
        "url": f"{district.get_absolute_url()}?month={shown.period}",
    }
