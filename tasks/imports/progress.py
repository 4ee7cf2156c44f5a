"""月度进展: writes lines of reports that are with the unit (draft or returned), never others (rules.md §4).

What is read stands as read; a row whose item the portal does not know waits for a choice: the administrator corrects
the title or goes on without the row.
"""

from django.utils import timezone

from tasks.clock import takes_entries
from tasks.contents import FIELDS
from tasks.last_known import last_known
from tasks.models import ItemProgress, Month, MonthlyReport, ReportState, WorkItem
from tasks.models.work_item import REPORTING_STATES
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import differences, entry_of, values_of
from zhaotong_portal.excel import FileRefused
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.faults import error, warning
from zhaotong_portal.imports.joins import Joins
from zhaotong_portal.imports.once import Once
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow
from zhaotong_portal.imports.portions import portions
from zhaotong_portal.imports.row_keys import key_in
from zhaotong_portal.imports.sameness import says_the_same
from zhaotong_portal.period import Period
from zhaotong_portal.progress import over
from zhaotong_portal.workflow import StateChanged

LABELS = {"percent": "进度", "text": "进展", "reason": "原因", "claims_done": "报结"}
KEPT = (*FIELDS, "unchanged")


class ProgressImporter:
    kind = "progress"
    label = "月度进展"

    # --- planning -------------------------------------------------------------------------------

    def plan(self, parsed, joins) -> Plan:
        if not parsed.month:
            raise FileRefused("no_month")
        self.period = Period(parsed.year, parsed.month)
        self.messages, self.wanted, self.once = list(parsed.messages), {}, Once()
        self._read({record.unit.key for record in parsed.records if record.unit})
        items = {item.pk: item for item in self.items.values()}
        self.joins = Joins(joins, items.values(), self._named_by_title(parsed.records))
        chosen = set(joins.values())
        reporting = [pk for pk in self.lines if pk in items and pk not in chosen]
        self.free = self.joins.free_by_unit(reporting)
        rows = [self._plan_row(record) for record in over(parsed.records)]
        self.joins.say_passed_over(rows, self.messages)
        undecided = sum(row.waits for row in rows)
        return Plan(parsed, rows, self.messages, self._untouched(rows), undecided)

    def _read(self, units):
        """Items, reports and lines of the units in the file: a fixed number of queries."""
        self.month = Month.objects.filter(period=self.period).first()
        items = WorkItem.objects.filter(unit__in=units, year__lte=self.period.year)
        self.items, self.by_key = {}, {}
        # What still reports, and the newest, comes last and so wins over others of the same title.
        for item in sorted(items.select_related("unit"), key=self._precedence):
            self.items[item.unit_id, item.title_key] = item
            self.by_key[str(item.row_key)] = item
        reports = MonthlyReport.objects.of(self.period).filter(unit__in=units)
        self.reports = {report.unit_id: report for report in reports.select_related("unit")}
        lines = ItemProgress.objects.filter(report__in=reports).select_related("item__unit")
        self.lines = {line.item_id: line for line in lines}
        self.carried = last_known([line.item for line in self.lines.values()], self.period)

    @staticmethod
    def _precedence(item):
        return (item.state in REPORTING_STATES, item.year, item.pk)

    def _plan_row(self, record) -> PlannedRow:
        if record.is_error:
            return PlannedRow(record, Action.ERROR)
        item = self._named_by(record)
        joined = None if item else self.joins.target_of(record, self.messages)
        item = item or joined
        if not item:
            near = self.joins.near_of(record, self.free)
            self.messages.append(_unknown(record, near))
            return PlannedRow(record, Action.CREATE, near=near, waits=True)
        if fault := self.once.said_before(record, item):
            self.messages.append(fault)
            return PlannedRow(record, Action.ERROR, item)
        row = self._plan_line(record, item)
        row.joined = bool(joined)
        return row

    def _plan_line(self, record, item):
        """What the row does to the item's line of the month."""
        line, why = self.lines.get(item.pk), self._why_closed(item)
        if line is None or why:
            text = (
                why
                or f"“{item.title}”不在{self.period.label}的填报范围内，没有写入。请核对月份和事项。"
            )
            self.messages.append(error(record, "title", "report_not_open", text))
            return PlannedRow(record, Action.ERROR, item)
        wanted, changes = self._compare(record, line)
        self.wanted[item.pk] = wanted
        if line.edited_at is None and _says_something(record):
            return PlannedRow(record, Action.CREATE, item, changes)
        return PlannedRow(record, Action.UPDATE if changes else Action.UNCHANGED, item, changes)

    def _named_by_title(self, records):
        return {item.pk for item in map(self._named_by, records) if item}

    def _named_by(self, record):
        """By the key of the portal's own template where the title is the item's, else by unit and title."""
        item = self.by_key.get(key_in(record))
        if item and record.unit and (item.unit_id, item.title_key) == (record.unit.key, record.key):
            return item
        return record.unit and self.items.get((record.unit.key, record.key))

    def _why_closed(self, item):
        report = self.reports.get(item.unit_id)
        if self.month is None or report is None:
            return f"{self.period.label}还没有开放填报，没有写入。请在开放填报后重新读取。"
        if not takes_entries(report, self.month):
            locked = report.is_editable
            state = "已锁定" if locked else report.get_state_display()
            mend = "重新开放" if locked else "退回"
            return f"{item.unit.short_name}{self.period.label}的报告{state}，不能写入。需要更正的，请先{mend}这份报告。"
        return ""

    def _compare(self, record, line):
        """What the line should hold, and {label: [old, new]} of what differs from what the page shows now."""
        shown = self._shown(line)
        wanted = dict(shown)
        if record.progress is not None:
            wanted["percent"] = record.progress
        text, reason = _texts(record)
        wanted |= {
            name: said
            for name, said in (("text", text), ("reason", reason))
            if said and not says_the_same(said, shown[name])
        }
        if wanted["percent"] != 100:
            wanted["claims_done"] = False
        changes = {
            label: [_said(shown[name]), _said(wanted[name])]
            for name, label in LABELS.items()
            if wanted[name] != shown[name]
        }
        return wanted, changes

    def _shown(self, line):
        """The line's own words, or before its first edit the last known ones."""
        if line.edited_at:
            return {name: getattr(line, name) for name in FIELDS}
        carried = {name: getattr(self.carried[line.item_id], name) for name in FIELDS}
        if carried["percent"] is None:
            carried["percent"] = line.item.percent
        return carried

    def _untouched(self, rows):
        named = {row.target.pk for row in rows if row.target is not None}
        return [
            f"{line.item.unit.short_name}：{line.item.title}"
            for line in self.lines.values()
            if line.item_id not in named
        ]

    # --- writing --------------------------------------------------------------------------------

    def commit(self, plan: Plan, batch, actor) -> dict:
        rows = [row for row in plan.rows if self._is_written(row)]
        lines = self._locked(rows)
        before, entries, now = {}, [], timezone.now()
        for line in lines:
            values = values_of(line, FIELDS)
            before[str(line.pk)] = {name: getattr(line, name) for name in KEPT} | {
                "edited": line.edited_at is not None,
                "version": line.version + 1,
            }
            for name, value in self.wanted[line.item_id].items():
                setattr(line, name, value)
            line.unchanged, line.version = False, line.version + 1
            line.edited_at, line.edited_by = now, actor
            if line.report.state == ReportState.RETURNED:
                # What was signed once is never changed silently (C26).
                entries.append(_entry(actor, line, differences(values, line, FIELDS)))
        fields = [*KEPT, "version", "edited_at", "edited_by"]
        ItemProgress.objects.bulk_update(lines, fields, batch_size=200)
        AuditEntry.objects.bulk_create(entries)
        return {"before": before}

    @staticmethod
    def _is_written(row):
        return row.target is not None and row.action in (Action.CREATE, Action.UPDATE)

    def _locked(self, rows):
        """The lines under the lock of their reports, still as they were compared."""
        units = {row.target.unit_id for row in rows}
        reports = MonthlyReport.objects.of(self.period).filter(unit__in=units).order_by("pk")
        for report in reports.select_for_update():
            if not takes_entries(report, self.month):
                raise StateChanged("有单位刚刚送签或报送，没有写入。请重新读取后再导入。")
        found = ItemProgress.objects.filter(
            report__in=reports, item__in=[row.target.pk for row in rows]
        )
        lines = list(found.select_related("report"))
        if any(line.version != self.lines[line.item_id].version for line in lines):
            raise StateChanged("有单位刚刚填写了进展，没有写入。请重新读取后再导入。")
        return lines

    # --- undoing --------------------------------------------------------------------------------

    def undo(self, batch, actor):
        before = batch.effects["before"]
        lines = []
        for pks in portions(before):
            lines += ItemProgress.objects.filter(pk__in=pks).select_related("report")
        reports = MonthlyReport.objects.filter(pk__in={line.report_id for line in lines})
        list(reports.select_for_update().order_by("pk"))
        month = Month.objects.get(period=batch.period)
        later = sum(line.version != before[str(line.pk)]["version"] for line in lines)
        closed = sum(not takes_entries(report, month) for report in reports)
        if later or closed:
            raise CannotUndo(
                f"这批进展导入后已有{later}项重新填写，{closed}份报告已送签或报送，不能整批撤销。"
            )
        for line in lines:
            values = before[str(line.pk)]
            for name in KEPT:
                setattr(line, name, values[name])
            line.version += 1
            if not values["edited"]:
                line.edited_at = line.edited_by = None
        fields = [*KEPT, "version", "edited_at", "edited_by"]
        ItemProgress.objects.bulk_update(lines, fields, batch_size=200)


def _unknown(record, near):
    hint = f"是否为{'、'.join(f'“{title}”' for _, title in near)}？" if near else ""
    text = f"平台上没有这个事项。{hint}请认定是哪一项，或改为平台上的事项名称；不处理的行不会写入。"
    return warning(record, "title", "unknown_item", text)


def _says_something(record):
    """A row that only names its item leaves the line unwritten."""
    return record.progress is not None or any(_texts(record))


def _texts(record):
    """What was done, with the next steps below it; what stands in the way."""
    values = record.values
    parts = [values.get("progress_text") or ""]
    if values.get("next_steps"):
        parts.append(f"下步打算：{values['next_steps']}")
    return "\n".join(filter(None, parts)), values.get("difficulty") or ""


def _said(value):
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _entry(actor, line, changes):
    return entry_of(
        actor, "line.corrected", "导入更正进展", line, changes=changes, unit_id=line.report.unit_id
    )
