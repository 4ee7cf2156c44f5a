"""问题整改台账: findings from a list. What exists keeps its state; a new one takes it from the list."""

from datetime import date

from django.utils import timezone

from reviews import figures
from reviews.models import (
    Finding,
    FindingCategory,
    FindingSource,
    FindingState,
    FindingStep,
    category_of,
)
from units.models import Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import differences, entry_of, values_of
from zhaotong_portal.imports.as_read import lock_as_read
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.faults import too_long, warning
from zhaotong_portal.imports.joins import Joins
from zhaotong_portal.imports.later_edits import edits_since
from zhaotong_portal.imports.once import Once
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow
from zhaotong_portal.imports.portions import portions
from zhaotong_portal.imports.row_keys import key_in
from zhaotong_portal.imports.sameness import says_the_same
from zhaotong_portal.progress import over
from zhaotong_portal.wording import full_day_text

BATCH = 500
# Words of the lists, the first that is found decides.
SOURCES = (
    ("四不两直", FindingSource.UNANNOUNCED), ("暗访", FindingSource.UNANNOUNCED), ("明查", FindingSource.UNANNOUNCED),
    ("述职", FindingSource.ASSESSMENT), ("昭通评议", FindingSource.PUBLIC_CLUE), ("线索", FindingSource.PUBLIC_CLUE),
    ("差评", FindingSource.RATING), ("群众评议", FindingSource.RATING), ("自查", FindingSource.SELF_CHECK),
    ("调研", FindingSource.DISTRICT_VISIT), ("督查", FindingSource.INSPECTION), ("检查", FindingSource.INSPECTION),
)  # fmt: skip
TEXTS = ("measures", "result")
SHOWN = ("title", *TEXTS, "people")
FIELDS = (*SHOWN, "title_key")


def source_of(text) -> str:
    """Where a finding came from; a list that does not say is one of 集中督查."""
    return next(
        (source for word, source in SOURCES if word in (text or "")), FindingSource.INSPECTION
    )


class FindingImporter:
    kind = "finding"
    label = "问题台账"

    def plan(self, parsed, joins) -> Plan:
        rows = (
            Finding.objects.shown()
            .filter(year=parsed.year, label=parsed.label)
            .select_related("unit")
        )
        self.known = {(row.unit_id, row.title_key): row for row in rows}
        self.by_key = self._by_key(parsed)
        self.once = Once()
        self.messages = list(parsed.messages)
        self.missing, self._active = {}, None
        named = (self._find(record) for record in parsed.records)
        taken = {finding.pk for finding in named if finding}
        self.taken = taken
        self.joins = Joins(joins, self.known.values(), taken)
        planned = [self._plan_row(record) for record in over(parsed.records)]
        self.joins.offer(planned, self.messages)
        return Plan(parsed, planned, self.messages, self._untouched(parsed, planned))

    def _untouched(self, parsed, planned):
        named = {row.target.pk for row in planned if row.target}
        units = {record.unit.key for record in parsed.records if record.unit}
        for_all = {record.key for record in parsed.records if record.everyone}
        return [
            f"{row.unit.short_name}：{row.title}"
            for row in self.known.values()
            if row.unit_id in units and row.pk not in named and row.title_key not in for_all
        ]

    def _plan_row(self, record) -> PlannedRow:
        if record.is_error:
            return PlannedRow(record, Action.ERROR)
        if fault := too_long(Finding, record, {"title": ("title", record.title)}):
            self.messages.append(fault)
            return PlannedRow(record, Action.ERROR)
        if record.everyone and record.unit is None:
            missing = [pk for pk in self._active_units() if (pk, record.key) not in self.known]
            self.missing[record.sheet, record.row] = missing
            return PlannedRow(record, Action.CREATE if missing else Action.UNCHANGED)
        finding, joined = self._find(record) or self._renamed(record), None
        if finding is None:
            finding = joined = self.joins.target_of(record, self.messages)
        if fault := self.once.said_before(record, finding):
            self.messages.append(fault)
            return PlannedRow(record, Action.ERROR)
        if finding is None:
            return PlannedRow(record, Action.CREATE)
        if record.deadline and record.deadline != finding.due_on:
            self.messages.append(_deadline_kept(record, finding))
        changes = _changes(record, finding)
        action = Action.UPDATE if changes else Action.UNCHANGED
        return PlannedRow(record, action, finding, changes, joined=bool(joined))

    def _active_units(self):
        if self._active is None:
            self._active = list(Unit.objects.active().values_list("pk", flat=True))
        return self._active

    def _find(self, record):
        """The finding of the row's key where the row has its unit and title; else that title in this list."""
        if not record.unit:
            return None
        finding, identity = self.by_key.get(key_in(record)), (record.unit.key, record.key)
        if finding and (finding.unit_id, finding.title_key) == identity:
            return finding
        return self.known.get(identity)

    @staticmethod
    def _by_key(parsed):
        """Rows of the portal's own lists say by their key which finding of the year they are, whatever its label."""
        found = {}
        for portion in portions({key for record in parsed.records if (key := key_in(record))}):
            rows = Finding.objects.shown().filter(year=parsed.year, row_key__in=portion)
            found.update((str(row.row_key), row) for row in rows.select_related("unit"))
        return found

    def _renamed(self, record):
        """The finding whose key stands in the row, under a new title; a copied row with the same key is a new one."""
        finding = self.by_key.get(key_in(record))
        if finding is None or finding.unit_id != record.unit.key or finding.pk in self.taken:
            return None
        self.taken.add(finding.pk)
        return finding

    def commit(self, plan: Plan, batch, actor) -> dict:
        updates = plan.of(Action.UPDATE)
        lock_as_read([row.target for row in updates], FIELDS)
        before = {
            str(row.target.pk): {name: getattr(row.target, name) for name in FIELDS}
            for row in updates
        }
        categories = list(FindingCategory.objects.filter(is_active=True))
        created = [
            self._build(row.record, unit, plan.parsed, batch, categories)
            for row in plan.of(Action.CREATE)
            for unit in self._units_of(row.record)
        ]
        Finding.objects.bulk_create(created, batch_size=BATCH)
        FindingStep.objects.bulk_create(
            FindingStep(
                finding=finding, number=1, report=finding.result, reported_at=finding.reported_at
            )
            for finding in created
            if finding.state == FindingState.REPORTED
        )
        self._update(updates, actor)
        units = {row.unit_id for row in created}
        if units:
            figures.findings_changed(units)
        return {"created": [finding.pk for finding in created], "before": before}

    def _units_of(self, record):
        return [record.unit.key] if record.unit else self.missing[record.sheet, record.row]

    @staticmethod
    def _update(rows, actor):
        for row in rows:
            for name, new in _wanted(row.record).items():
                if new and not says_the_same(new, getattr(row.target, name)):
                    setattr(row.target, name, new)
            if row.target.title_key != row.record.key:
                row.target.title, row.target.title_key = row.record.title, row.record.key
        Finding.objects.bulk_update([row.target for row in rows], FIELDS, batch_size=200)
        AuditEntry.objects.bulk_create(
            entry_of(actor, "finding.imported", "导入更新", row.target, changes=row.changes)
            for row in rows
        )

    def _build(self, record, unit_id, parsed, batch, categories) -> Finding:
        """Lists do not say when a problem was found: the first day of the list's year stands for it."""
        wanted = _wanted(record)
        state = _state_of(record)
        now = timezone.now()
        return Finding(
            unit_id=unit_id, year=parsed.year, label=parsed.label, title=record.title, title_key=record.key,
            source=source_of(record.values.get("source")), found_on=date(parsed.year, 1, 1), state=state,
            due_on=record.deadline, first_due_on=record.deadline, due_kind=record.deadline_kind, import_batch=batch,
            reported_at=now if state == FindingState.REPORTED else None,
            closed_at=now if state == FindingState.CLOSED else None,
            category=category_of(record.title, categories),
            **wanted,
        )  # fmt: skip

    def undo(self, batch, actor):
        created, before = batch.effects["created"], batch.effects["before"]
        touched = [*created, *map(int, before)]
        later = edits_since("reviews.finding", touched, batch.committed_at)
        if later:
            raise CannotUndo(f"这批问题导入后已有{later}次办理，不能整批撤销。")
        units = set()
        self._restore(before, actor)
        for pks in portions(created):
            findings = Finding.objects.filter(pk__in=pks)
            units |= set(findings.values_list("unit_id", flat=True))
            findings.delete()
        figures.findings_changed(units)

    @staticmethod
    def _restore(before, actor):
        """The findings as they were, and in their history that the list's update was taken back."""
        entries = []
        for pks in portions(before):
            findings = list(Finding.objects.filter(pk__in=pks))
            for finding in findings:
                was = values_of(finding, SHOWN)
                for name, value in before[str(finding.pk)].items():
                    setattr(finding, name, value)
                changes = differences(was, finding, SHOWN)
                entries.append(
                    entry_of(
                        actor, "finding.import_undone", "撤销导入更新", finding, changes=changes
                    )
                )
            Finding.objects.bulk_update(findings, FIELDS, batch_size=200)
        AuditEntry.objects.bulk_create(entries)


def _changes(record, finding):
    changes = {}
    if record.key != finding.title_key:
        changes[_label("title")] = [finding.title, record.title]
    for name, new in _wanted(record).items():
        old = getattr(finding, name)
        if new and not says_the_same(new, old):
            changes[_label(name)] = [_shown(old), _shown(new)]
    return changes


def _deadline_kept(record, finding):
    old = full_day_text(finding.due_on) if finding.due_on else "未定"
    text = f"清单时限 {full_day_text(record.deadline)} 与平台的 {old} 不同，没有改动；需要延期请在问题页面办理暂缓。"
    return warning(record, "deadline", "deadline_kept", text)


def _wanted(record) -> dict:
    return {name: record.values.get(name) or "" for name in TEXTS} | {"people": list(record.people)}


def _state_of(record):
    if record.values.get("closed"):
        return FindingState.CLOSED
    done = (record.values.get("result") or "").startswith(
        ("已整改", "已完成", "整改完成", "已办结")
    )
    return FindingState.REPORTED if done else FindingState.IN_HAND


def _label(name):
    return str(Finding._meta.get_field(name).verbose_name)


def _shown(value):
    return "、".join(value) if isinstance(value, list) else str(value)
