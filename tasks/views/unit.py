"""单位: who they are, where they stand, their months, sheets, and what higher apps know of them (F10)."""

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks.figures import heat, unit_standing
from tasks.models import ReminderSheet
from tasks.models.reminder import SheetState
from tasks.views.figure_links import items_links
from tasks.views.month_shown import month_shown, steps
from units.districts import with_guidance
from units.models import Appointment, OrganisationKind, Unit
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import chart_table, share, table
from zhaotong_portal.panels import asked_beforehand, panels_for

SHEETS_SHOWN = 6


@require_safe
def own_unit(request):
    """本单位 of the header: the unit that one works in, before those for which one only stands in."""
    scope = request.user.scope
    if not scope.works_in_unit or not scope.unit_ids:
        raise Http404
    return redirect("unit", min(scope.parts[0].unit_ids or scope.unit_ids))


@require_safe
def unit(request, pk):
    unit = get_object_or_404(_units(request.user), pk=pk)
    shown = month_shown(request)
    now = timezone.now()
    months = unit_standing.months_of(unit, shown, now)
    row = months[-1] if months and months[-1].period == shown.period else None
    chart = _chart([each for each in months if each.period.year == shown.period.year])
    if answer := exported(request, _months_table(unit, months, shown, now), chart_table(chart)):
        return answer
    return render(
        request,
        "tasks/unit.html",
        {
            "unit": unit,
            "shown": shown,
            **steps(request, shown),
            "organisations": _organisations(unit),
            "people": _people(unit),
            "cards": _cards(request.user, unit, row, shown, now),
            "heatmap": _months_row(months, shown, now),
            "chart": chart,
            "sheets": _sheets(request.user, unit),
            "month_url": heat.month_address(shown.period, unit.pk) if row else "",
            "panels": panels_for("unit", request.user, unit),
        },
    )


def _units(user):
    """Units with their district, who guides it, and how many party organisations they have, in one query."""
    kinds = {
        f"count_{kind}": Count(
            "organisations",
            filter=Q(organisations__kind=kind, organisations__dissolved_on=None),
            distinct=True,
        )
        for kind in OrganisationKind.values
    }
    rows = Unit.objects.visible_to(user).select_related("district", "succeeded_by")
    guided = with_guidance(rows, district="district_id")
    return guided.annotate(**kinds, **asked_beforehand("unit"))


def _organisations(unit):
    found = [(getattr(unit, f"count_{kind}"), label) for kind, label in OrganisationKind.choices]
    return "，".join(f"{label} {count} 个" for count, label in found if count)


def _people(unit):
    """Who holds which role in the unit today: names and posts, nothing else."""
    rows = Appointment.objects.current().filter(unit=unit, person__is_active=True)
    return rows.select_related("person").order_by("-role", "starts_on", "pk")


def _cards(user, unit, row, shown, now):
    figures = unit_standing.items_of(unit, row, shown, now)
    links = items_links(shown, unit=unit.pk)
    progress = unit_standing.progress_of(row) if row else None
    return [
        {
            "label": "平均进度",
            "number": "—" if progress is None else f"{progress}%",
            "note": _median_note(user, shown),
            "href": links["progress"],
        },
        {
            "label": f"{shown.period.year}年事项",
            "number": figures["items_total"],
            "note": f"办结 {figures['items_done']} 项",
            "href": links["progress"],
        },
        {"label": "正常", "number": figures["items_on_track"], "href": links["on_track"]},
        {"label": "有滞后风险", "number": figures["items_at_risk"], "href": links["at_risk"]},
        {"label": "滞后", "number": figures["items_behind"], "href": links["behind"]},
        {"label": "逾期", "number": figures["overdue"], "href": links["overdue"]},
    ]


def _median_note(user, shown):
    """A unit sees its own figure and the middle of all, never another unit's."""
    if user.scope.reads_all:
        return ""
    middle = unit_standing.median_progress(shown.period)
    return "" if middle is None else f"各单位中位数 {middle}%"


def _months_row(months, shown, now):
    rows = [vars(row) for row in months]
    if not rows:
        return None
    periods = [row["period"] for row in rows]
    cells = {row["period"]: heat.state_of(row, shown.near.get(row["period"]), now) for row in rows}
    line = heat.Row(rows[-1]["unit_id"], "报送情况", None, cells, None, {})
    component = heat.as_component([line], [(None, "", "", "")], periods)
    return component | {
        "value_label": "",
        "row_label": "月份",
        "columns": [f"{str(p.year)[2:]}年{p.short_label}" if p.month == 1 else p.short_label for p in periods],
    }  # fmt: skip


def _months_table(unit, months, shown, now):
    rows = [
        (
            each.period.label,
            heat.WORDS[heat.state_of(vars(each), shown.near.get(each.period), now)],
            share(unit_standing.progress_of(each)),
        )
        for each in months
    ]
    return table("months", f"{unit.short_name}各月报送", ["月份", "报送", "平均进度"], rows)


def _chart(months):
    return {
        "id": "progress",
        "export": "progress",
        "kind": "lines",
        "title": f"{months[-1].period.year}年平均进度" if months else "平均进度",
        "unit": "%",
        "label_head": "月份",
        "labels": [row.period.label for row in months],
        "series": [
            {"name": "平均进度", "values": [unit_standing.progress_of(row) for row in months]}
        ],
    }


def _sheets(user, unit):
    rows = ReminderSheet.objects.visible_to(user).filter(unit=unit)
    return rows.exclude(state=SheetState.COMPOSED).order_by("-period", "-pk")[:SHEETS_SHOWN]
