"""指标数据: a month's values from a list, into reports that are with the unit (draft or returned), never others.

The same checks as on the month's page: what is asked of whom, whole numbers, 不适用 and 免报 with a reason.
"""

from dataclasses import dataclass

from django.utils import timezone

from tasks.clock import takes_entries
from tasks.contents import Cell, cells_of
from tasks.entries import EntryErrors, value_text
from tasks.imports.figure_names import FigureNames, quoted
from tasks.imports.indicator_cells import changes_of, plain, typed
from tasks.imports.indicator_undo import KEPT, take_back
from tasks.models import (
    Indicator,
    IndicatorSource,
    IndicatorValue,
    Month,
    MonthlyReport,
    ReportState,
)
from tasks.values import compare_value
from units.models import PartyOrganisation
from units.organisation_names import OrganisationNames
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of
from zhaotong_portal.excel import FileRefused
from zhaotong_portal.excel.cells.days import read_month
from zhaotong_portal.excel.cells.fault import Fault
from zhaotong_portal.imports.faults import error
from zhaotong_portal.imports.once import Once
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow
from zhaotong_portal.period import Period
from zhaotong_portal.progress import over
from zhaotong_portal.workflow import StateChanged

WRITTEN = (*KEPT, "version", "edited_at", "edited_by")


@dataclass
class Wish:
    """One cell of a month's grid and what the list puts into it."""

    report: MonthlyReport
    cell: Cell
    stored: IndicatorValue | None
    entry: object


class Refused(Exception):
    """Why a row is not written: the field it is said of, a code, a sentence."""


class IndicatorValueImporter:
    kind = "indicator_value"
    label = "指标数据"

    # --- planning -------------------------------------------------------------------------------

    def plan(self, parsed, joins) -> Plan:
        self.parsed, self.messages = parsed, list(parsed.messages)
        self.wishes, self.once = [], Once()
        self.names = FigureNames()
        self.period = Period(parsed.year, parsed.month) if parsed.month else None
        periods = {self._month_of(record) for record in parsed.records}
        if not any(isinstance(period, Period) for period in periods):
            raise FileRefused("no_month")
        self._read({record.unit.key for record in parsed.records if record.unit}, periods)
        return Plan(
            parsed, [self._plan_row(record) for record in over(parsed.records)], self.messages
        )

    def _month_of(self, record):
        """The month of the row or column, else that of the list; None where it is not one."""
        text = record.values.get("month") or ""
        if not text:
            return self.period
        day = read_month(text, self.parsed.year)
        return None if day is None or isinstance(day, Fault) else Period.of(day)

    def _read(self, units, periods):
        """What the units were asked and have answered in these months: a fixed number of queries, and one a month."""
        periods = [period for period in periods if period]
        self.asked = {period: list(Indicator.objects.asked_of_units(period)) for period in periods}
        organisations = PartyOrganisation.objects.filter(unit__in=units)
        self.organisations = OrganisationNames(organisations.order_by("order", "pk"))
        self.months = {month.period: month for month in Month.objects.filter(period__in=periods)}
        reports = MonthlyReport.objects.filter(unit__in=units, period__in=periods)
        self.reports = {
            (report.unit_id, report.period): report for report in reports.select_related("unit")
        }
        values = IndicatorValue.objects.filter(unit__in=units, period__in=periods)
        self.stored = {
            (row.unit_id, row.period, row.indicator_id, row.organisation_id): row
            for row in values.select_related("edited_by")
        }
        self.cells = {}

    def _plan_row(self, record) -> PlannedRow:
        wish = None
        try:
            if record.is_error:
                return PlannedRow(record, Action.ERROR)
            if not record.values.get("value"):  # an empty cell leaves what is stored
                return PlannedRow(record, Action.UNCHANGED)
            changed, wish = self._wish(record)
        except Refused as refused:
            self.messages.append(error(record, *refused.args))
            return PlannedRow(record, Action.ERROR)
        finally:
            self.wishes.append(wish)
        action = Action.UNCHANGED
        if changed:
            action = Action.UPDATE if wish.stored else Action.CREATE
        return PlannedRow(
            self._named(record, wish), action, wish.report, changes_of(wish.stored, wish.entry)
        )

    def _wish(self, record):
        """(whether anything changes, the wish). Raises Refused."""
        indicator = self._indicator(record)
        report = self._report(record)
        organisation = self._organisation(record, report)
        cell = self._cell(report, indicator, organisation)
        key = (report.unit_id, report.period, indicator.pk, organisation and organisation.pk)
        if said := self.once.fault(record, key, "个数"):
            raise Refused("value", "duplicate_row", said)
        stored = self.stored.get(key)
        text, reason = typed(record.values, indicator.quantity, stored)
        try:
            version = stored.version if stored else 0
            changed, entry = compare_value(cell, stored, text, reason, version)
        except EntryErrors as fault:
            raise Refused("value", "bad_value", "；".join(fault.errors.values())) from fault
        return changed, Wish(report, cell, stored, entry)

    def _indicator(self, record):
        indicator = self.names.indicator(record.title)
        if indicator is None:
            near = self.names.near(record.title)
            hint = f"是否为“{near}”？" if near else ""
            raise Refused(
                "title",
                "unknown_indicator",
                f"“{record.title}”不在指标目录中。{hint}请改为目录中的名称或代码。",
            )
        return indicator

    def _report(self, record):
        period = self._month_of(record)
        if period is None:
            said = record.values.get("month")
            text = f"“{said}”不是月份。" if said else "没有写明是哪个月的数据。"
            raise Refused("month", "bad_month", f"{text}请填月份，如 2025年3月。")
        if record.unit is None:
            raise Refused("unit", "missing_unit", "指标数据须写明是哪个单位的。")
        month, report = self.months.get(period), self.reports.get((record.unit.key, period))
        if month is None or report is None:
            raise Refused("value", "report_not_open", f"{period.label}还没有开放填报，没有写入。")
        if not takes_entries(report, month):
            state = "已锁定" if report.is_editable else report.get_state_display()
            text = f"{report.unit.short_name}{period.label}的报告{state}，不能写入。"
            raise Refused("value", "report_not_open", text)
        return report

    def _organisation(self, record, report):
        text = record.values.get("organisation") or ""
        if not text:
            return None
        found = self.organisations.find(report.unit_id, text, report.unit)
        if found is None:
            said = self.organisations.unknown(report.unit, text)
            raise Refused("organisation", "unknown_organisation", said)
        return found

    def _cell(self, report, indicator, organisation):
        cells = self._cells_of(report)
        cell = cells.get((indicator.pk, organisation and organisation.pk))
        if cell is None:
            raise Refused(*self._why_not_asked(report, indicator, organisation))
        return cell

    def _cells_of(self, report):
        """As `asked_cells` of the month's page, from what was read for all units at once."""
        place = (report.unit_id, report.period)
        if place not in self.cells:
            there = [
                row
                for row in self.organisations.of_unit(report.unit_id)
                if row.exists_in(report.period)
            ]
            self.cells[place] = {
                (cell.indicator.pk, cell.organisation and cell.organisation.pk): cell
                for cell in cells_of(self.asked[report.period], there)
            }
        return self.cells[place]

    def _why_not_asked(self, report, indicator, organisation):
        asked = {row.pk: row for row in self.asked[report.period]}.get(indicator.pk)
        if asked is None:
            why = (
                "由台账或活动自动汇总"
                if indicator.source != IndicatorSource.TYPED
                else "不由单位填报"
            )
            return "value", "not_asked", f"{quoted(indicator.name)}{why}，不用导入。"
        if organisation is None:
            text = f"{quoted(indicator.name)}由各党组织分别填报，请写明党组织，逐个填写。"
            return "value", "wrong_level", text
        if not asked.by_organisation:
            text = f"{quoted(indicator.name)}由单位填报，请填在单位的一行，不写党组织。"
            return "value", "wrong_level", text
        text = f"“{organisation.name}”在{report.period.label}没有设立或已经撤销，没有写入。"
        return "value", "dissolved_organisation", text

    def _named(self, record, wish):
        """As the preview names it: whose figure, of which month where the list has several."""
        holder = f"{wish.cell.organisation.name}：" if wish.cell.organisation else ""
        month = f"（{wish.report.period.label}）" if wish.report.period != self.period else ""
        return record._replace(title=f"{holder}{wish.cell.indicator.name}{month}")

    # --- writing --------------------------------------------------------------------------------

    def commit(self, plan: Plan, batch, actor) -> dict:
        pairs = zip(plan.rows, self.wishes, strict=True)
        wishes = [wish for row, wish in pairs if row.action in (Action.CREATE, Action.UPDATE)]
        self._lock(wishes)
        created, updated, before, entries, now = [], [], {}, [], timezone.now()
        for wish in wishes:
            value = wish.stored or _new_value(wish)
            old = value_text(wish.stored)
            if wish.stored:
                before[str(value.pk)] = {name: plain(getattr(value, name)) for name in KEPT}
                before[str(value.pk)]["version"] = value.version + 1
            value.state, value.value, value.reason = (
                wish.entry.state,
                wish.entry.value,
                wish.entry.reason,
            )
            value.edited_by, value.edited_at, value.version = actor, now, value.version + 1
            (updated if wish.stored else created).append(value)
            if wish.report.state == ReportState.RETURNED:
                # What was signed once is never changed silently (C26).
                entries.append((value, {wish.cell.label: [old, value_text(value)]}))
        IndicatorValue.objects.bulk_create(created, batch_size=500)
        IndicatorValue.objects.bulk_update(updated, WRITTEN, batch_size=200)
        AuditEntry.objects.bulk_create(
            entry_of(actor, "value.corrected", "导入更正指标", value, changes=changes)
            for value, changes in entries
        )
        return {"created": {str(row.pk): row.version for row in created}, "before": before}

    def _lock(self, wishes):
        """The reports under lock, and their values still as they were compared."""
        pks = {wish.report.pk for wish in wishes}
        for report in MonthlyReport.objects.select_for_update().filter(pk__in=pks).order_by("pk"):
            if not takes_entries(report, self.months[report.period]):
                raise StateChanged("有单位刚刚送签或报送，没有写入。请重新读取后再导入。")
        units = {wish.report.unit_id for wish in wishes}
        now = IndicatorValue.objects.filter(unit__in=units, period__in=list(self.months))
        versions = dict(now.values_list("pk", "version"))
        then = {row.pk: row.version for row in self.stored.values() if row.unit_id in units}
        if versions != then:
            raise StateChanged("有单位刚刚填写了指标，没有写入。请重新读取后再导入。")

    def undo(self, batch, actor):
        take_back(batch)


def _new_value(wish):
    return IndicatorValue(
        indicator=wish.cell.indicator,
        unit_id=wish.report.unit_id,
        organisation=wish.cell.organisation,
        period=wish.report.period,
    )
