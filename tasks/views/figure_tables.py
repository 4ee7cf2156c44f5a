"""The tables of the dashboards as they go out: heat-map, districts, units, charts, who is stuck."""

from tasks.figures import heat
from tasks.models import UnitMonth
from zhaotong_portal.exports.tables import share, table

COMPARED = (
    "片区", "挂联领导", "指导科室", "应报", "已报", "按时", "逾期报送", "未报", "退回", "待审核", "逾期事项", "有风险", "滞后", "平均进度",
)  # fmt: skip
UNITS = ("单位", "报送", "事项", "办结", "正常", "有滞后风险", "滞后", "逾期", "平均进度")
STUCK = ("单位", "情况", "建议")
PORTION = 500


def heat_table(shown, districts, count, now, district=None):
    """All units of the heat-map, not only those of its page."""
    periods = heat.periods_of_year(shown.period)
    header = ("片区", "单位", *(period.short_label for period in periods), "进度")
    said = [{"label": f"片区：{district.name}"}] if district else []
    names = {row.pk: row.name for row in districts}

    def rows():
        for row in _heat_rows(shown, district, now):
            cells = (heat.WORDS[row.cells.get(period, "")] for period in periods)
            yield (names.get(row.district_id, ""), row.name, *cells, share(row.progress))

    title = f"{shown.period.year}年各单位各月报送情况"
    return table(
        "heat", title, header, rows, count=count, chips=said, note=f"截至{shown.period.label}"
    )


def _heat_rows(shown, district, now):
    """The rows of every unit of the month, a portion of units at a time."""
    units = UnitMonth.objects.of(shown.period)
    if district:
        units = units.filter(district=district)
    ordered = units.order_by("district__order", "unit__protocol_order", "unit_id")
    ids = list(ordered.values_list("unit", flat=True))
    for start in range(0, len(ids), PORTION):
        yield from heat.rows_of(ids[start : start + PORTION], shown, now=now)


def compared_table(shown, compared):
    """片区情况, a row a district."""
    rows = [
        (
            row["district"].name,
            row["district"].leader_name,
            row["district"].office_name,
            figures.expected,
            figures.reported,
            figures.on_time,
            figures.late,
            figures.missing,
            figures.returned,
            figures.submitted,
            figures.overdue,
            figures.items_at_risk,
            figures.items_behind,
            share(figures.progress),
        )
        for row in compared
        for figures in [row["figures"]]
    ]
    return table("districts", f"{shown.period.label}片区情况", COMPARED, rows)


def units_table(shown, district, line_of, count, now):
    """各单位本月情况 of a district. `line_of(row)` is what the page shows of a unit."""

    def rows():
        for row in _heat_rows(shown, district, now):
            line = line_of(row)
            figures = line["figures"]
            names = ("items_total", "items_done", "items_on_track", "items_at_risk", "items_behind", "overdue")  # fmt: skip
            yield (
                row.name,
                line["state_label"],
                *(figures[name] for name in names),
                share(row.progress),
            )

    title = f"{shown.period.label}{district.name}各单位情况"
    return table("units", title, UNITS, rows, count=count)


def stuck_table(shown, stuck):
    rows = [(line.name, line.reasons, line.step) for line in stuck]
    return table("stuck", f"{shown.period.label}需要帮助的单位", STUCK, rows)
