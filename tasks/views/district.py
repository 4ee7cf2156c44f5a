"""片区: its leader and office, its units with their figures, and their months."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks.figures import heat
from tasks.figures.stuck import stuck_units
from tasks.figures.summary import Figures, apply_by_date, figures_of
from tasks.models import UnitMonth
from tasks.views.dashboard import cards, guidance_note, page_of_units, state_counts
from tasks.views.figure_links import items_links
from tasks.views.figure_tables import heat_table, stuck_table, units_table
from tasks.views.month_shown import month_shown, readers_of_all_only, steps
from units.districts import guided_districts
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.panels import panels_for

# More than a district of the usual size has (about nine): its units are shown with all their figures.
UNITS_A_PAGE = 15
UNIT_HEAD = [
    "单位",
    "报送",
    *(
        {"label": label, "num": True}
        for label in ("事项", "办结", "正常", "有滞后风险", "滞后", "逾期")
    ),
    {"label": "平均进度", "width": "14rem"},
]


@require_safe
def district(request, pk):
    readers_of_all_only(request.user)
    district = get_object_or_404(guided_districts(request.user), pk=pk)
    shown = month_shown(request)
    now = timezone.now()
    rows = UnitMonth.objects.visible_to(request.user).filter(district=district)
    figures = figures_of(shown, now, district)
    mine = figures.districts.get(district.pk, Figures())
    overdue = {unit: row["by_date_overdue"] for unit, row in figures.by_date.items()}
    stuck = stuck_units(shown, overdue, now, rows)

    def line_of(row):
        return _unit(row, shown, figures.by_date.get(row.unit_id))

    if answer := exported(
        request,
        units_table(shown, district, line_of, mine.units, now),
        heat_table(shown, [district], mine.units, now, district),
        stuck_table(shown, stuck),
    ):
        return answer
    page = page_of_units(request, shown, mine.units, district, UNITS_A_PAGE)
    units = heat.rows_of(page.object_list, shown, now=now)
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
            "units": [line_of(row) for row in units],
            "heatmap": heat.as_component(units, [(None, "", "", "")], heat.periods_of_year(shown.period)),
            "stuck": stuck,
            "panels": panels_for("district", request.user, district),
        },
    )  # fmt: skip


def _unit(row, shown, by_date):
    """A unit's line: its month and its items, each figure with the address of its rows."""
    figures = dict(row.items)
    if by_date:
        apply_by_date(figures, by_date)
    state = row.cells.get(shown.period, "")
    return {
        "row": row,
        "state": state,
        "state_label": heat.WORDS[state],
        # Not reported and not yet due is nothing to warn of.
        "tone": "neutral" if state == "open" else "",
        "month_url": heat.month_address(shown.period, row.unit_id),
        "figures": figures,
        "links": items_links(shown, unit=row.unit_id),
    }
