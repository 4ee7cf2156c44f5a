"""片区: its leader and office, its units with their figures, and their months."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tasks.figures import heat
from tasks.figures.stuck import stuck_units
from tasks.figures.summary import Figures, apply_by_date, figures_of, percent_of
from tasks.models import UnitMonth
from tasks.views.dashboard import cards, guidance_note, state_counts
from tasks.views.figure_links import items_links
from tasks.views.month_shown import month_shown, readers_of_all_only, steps
from units.districts import guided_districts
from zhaotong_portal.listing import page_of
from zhaotong_portal.panels import panels_for

UNITS_A_PAGE = 50
ITEM_FIGURES = ("items_total", "items_done", "items_on_track", "items_at_risk", "items_behind", "overdue")  # fmt: skip

UNIT_HEAD = [
    "单位",
    "报送",
    *(
        {"label": label, "num": True}
        for label in ("事项", "办结", "正常", "有滞后风险", "滞后", "逾期")
    ),
    {"label": "平均进度", "width": "14rem"},
]


def district(request, pk):
    readers_of_all_only(request.user)
    district = get_object_or_404(guided_districts(request.user), pk=pk)
    shown = month_shown(request)
    now = timezone.now()
    rows = UnitMonth.objects.visible_to(request.user).filter(district=district)
    figures = figures_of(shown, now, rows)
    mine = figures.districts.get(district.pk, Figures())
    page = page_of(request, _rows(rows, shown), UNITS_A_PAGE)
    units = list(page)
    heat_rows = heat.rows_of([row.unit_id for row in units], shown, now=now)
    overdue = {unit: row["by_date_overdue"] for unit, row in figures.by_date.items()}
    return render(
        request,
        "tasks/district.html",
        {
            "district": district,
            "guidance": guidance_note(district),
            "shown": shown,
            **steps(request, shown),
            "cards": cards(shown, mine, figures.whole_before, now, district.pk),
            "states": state_counts(shown, mine, district.pk),
            "page": page,
            "unit_head": UNIT_HEAD,
            "units": [_unit(row, shown, figures.by_date.get(row.unit_id), now) for row in units],
            "heatmap": heat.as_component(heat_rows, [(None, "", "", "")], heat.periods_of_year(shown.period)),
            "stuck": stuck_units(shown, overdue, now, rows),
            "panels": panels_for("district", request.user, district),
        },
    )  # fmt: skip


def _rows(rows, shown):
    return (
        rows.filter(period=shown.period)
        .select_related("unit")
        .order_by("unit__protocol_order", "unit_id")
    )


def _unit(row, shown, by_date, now):
    """A unit's line: its month and its items, each figure with the address of its rows."""
    figures = {name: getattr(row, name) or 0 for name in ITEM_FIGURES}
    if by_date:
        apply_by_date(figures, by_date)
    state = heat.state_of(vars(row), shown.month, now)
    return {
        "unit": row.unit,
        "state": state,
        "state_label": heat.WORDS[state],
        "month_url": heat.month_address(shown.period, row.unit_id),
        "figures": figures,
        "progress": percent_of(row.percent_sum, row.items_total),
        "links": items_links(shown, unit=row.unit_id),
    }
