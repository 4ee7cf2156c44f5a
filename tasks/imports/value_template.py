"""Template of a month's indicator values: a row a value that the month asks for, in the reports that take entries."""

from collections import defaultdict

from tasks.clock import open_to_units
from tasks.contents import cells_of
from tasks.entries import value_text
from tasks.models import Indicator, IndicatorValue, MonthlyReport
from tasks.models.report import EDITABLE_STATES
from units.models import PartyOrganisation
from zhaotong_portal.excel.template import FormColumn, Locked
from zhaotong_portal.imports.templates import unit_column


class ValueTemplate:
    kind, for_units, has_label, is_monthly = "indicator_value", False, False, True
    note = "某月各单位、各党组织的指标数值；写入填写中或已退回的月报"

    def columns(self, wanted):
        return [
            FormColumn("序号", 6, locked=True),
            *unit_column(wanted, "单位"),
            FormColumn("党组织", 28, "单位本身的数据不填。", fixed=True),
            FormColumn("指标", 28, "指标目录中的名称。", fixed=True),
            FormColumn(
                "数值", 12, "没有开展的填 0；不适用、免报的，填“不适用”“免报”并写说明。", ("0", "不适用", "免报"),
                open_choices=True,
            ),
            FormColumn("说明", 40, "不适用或免报的原因。", check=300),
        ]  # fmt: skip

    def rows(self, wanted):
        reports = MonthlyReport.objects.visible_to(wanted.user).of(wanted.month)
        if wanted.unit:
            reports = reports.filter(unit=wanted.unit.key)
        reports = open_to_units(reports.filter(state__in=EDITABLE_STATES))
        reports = list(reports.select_related("unit").order_by("unit__protocol_order"))
        units = [report.unit_id for report in reports]
        indicators = list(Indicator.objects.asked_of_units(wanted.month))
        organisations = defaultdict(list)
        there = PartyOrganisation.objects.filter(unit__in=units).active_in(wanted.month)
        for row in there.order_by("order", "pk"):
            organisations[row.unit_id].append(row)
        stored = {
            (value.unit_id, value.indicator_id, value.organisation_id): value
            for value in IndicatorValue.objects.filter(unit__in=units, period=wanted.month)
        }
        number = 0
        for report in reports:
            for cell in cells_of(indicators, organisations[report.unit_id]):
                number += 1
                holder = cell.organisation and cell.organisation.pk
                value = stored.get((report.unit_id, cell.indicator.pk, holder))
                yield [
                    number,
                    *([] if wanted.unit else [report.unit.name]),
                    cell.organisation.name if cell.organisation else None,
                    cell.indicator.name,
                    *_entries(value),
                ]


def _entries(value):
    """What is stored; a number that activities count is not for a list to change."""
    if value is None:
        return [None, None]
    number = value.value
    shown = value_text(value) if number is None else float(number)
    return [Locked(shown), Locked(value.reason)] if value.counted else [shown, value.reason]
