"""问题整改台账: findings from a list. What exists keeps its state; a new one takes it from the list."""

from datetime import date

from django.utils import timezone

from reviews.models import Finding, FindingSource, FindingState, FindingStep
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow

BATCH = 500
# Words of the lists, the first that is found decides.
SOURCES = (
    ("四不两直", FindingSource.UNANNOUNCED), ("暗访", FindingSource.UNANNOUNCED), ("明查", FindingSource.UNANNOUNCED),
    ("述职", FindingSource.ASSESSMENT), ("昭通评议", FindingSource.PUBLIC_CLUE), ("线索", FindingSource.PUBLIC_CLUE),
    ("差评", FindingSource.RATING), ("群众评议", FindingSource.RATING), ("自查", FindingSource.SELF_CHECK),
    ("调研", FindingSource.DISTRICT_VISIT), ("督查", FindingSource.INSPECTION), ("检查", FindingSource.INSPECTION),
)  # fmt: skip
TEXTS = ("measures", "result")


def source_of(text) -> str:
    """Where a finding came from; a list that does not say is one of 集中督查."""
    return next(
        (source for word, source in SOURCES if word in (text or "")), FindingSource.INSPECTION
    )


class FindingImporter:
    kind = "finding"
    label = "问题台账"

    def plan(self, parsed) -> Plan:
        rows = Finding.objects.filter(year=parsed.year, label=parsed.label).select_related("unit")
        known = {(row.unit_id, row.title_key): row for row in rows}
        planned = [self._plan_row(record, known) for record in parsed.records]
        named = {row.target.pk for row in planned if row.target}
        units = {record.unit.key for record in parsed.records if record.unit}
        untouched = [
            f"{row.unit.short_name}：{row.title}"
            for row in known.values()
            if row.unit_id in units and row.pk not in named
        ]
        return Plan(parsed, planned, list(parsed.messages), untouched)

    def _plan_row(self, record, known) -> PlannedRow:
        if record.is_error:
            return PlannedRow(record, Action.ERROR)
        finding = known.get((record.unit.key, record.key))
        if finding is None:
            return PlannedRow(record, Action.CREATE)
        changes = {}
        for name, new in _wanted(record).items():
            old = getattr(finding, name)
            if new and new != old:
                label = str(Finding._meta.get_field(name).verbose_name)
                changes[label] = [_shown(old), _shown(new)]
        return PlannedRow(record, Action.UPDATE if changes else Action.UNCHANGED, finding, changes)

    def commit(self, plan: Plan, batch, actor) -> dict:
        updates = plan.of(Action.UPDATE)
        fields = [*TEXTS, "people"]
        before = {
            str(row.target.pk): {name: getattr(row.target, name) for name in fields}
            for row in updates
        }
        created = [self._build(row.record, plan.parsed, batch) for row in plan.of(Action.CREATE)]
        Finding.objects.bulk_create(created, batch_size=BATCH)
        FindingStep.objects.bulk_create(
            FindingStep(
                finding=finding, number=1, report=finding.result, reported_at=finding.reported_at
            )
            for finding in created
            if finding.state == FindingState.REPORTED
        )
        for row in updates:
            for name, new in _wanted(row.record).items():
                if new:
                    setattr(row.target, name, new)
        Finding.objects.bulk_update([row.target for row in updates], fields, batch_size=200)
        return {"created": [finding.pk for finding in created], "before": before}

    def _build(self, record, parsed, batch) -> Finding:
        """Lists do not say when a problem was found: the first day of the list's year stands for it."""
        wanted = _wanted(record)
        state = _state_of(record)
        now = timezone.now()
        return Finding(
            unit_id=record.unit.key, year=parsed.year, label=parsed.label, title=record.title, title_key=record.key,
            source=source_of(record.values.get("source")), found_on=date(parsed.year, 1, 1), state=state,
            due_on=record.deadline, first_due_on=record.deadline, due_kind=record.deadline_kind, import_batch=batch,
            reported_at=now if state == FindingState.REPORTED else None,
            closed_at=now if state == FindingState.CLOSED else None,
            **wanted,
        )  # fmt: skip

    def undo(self, batch, actor):
        pks = [*batch.effects["created"], *map(int, batch.effects["before"])]
        later = AuditEntry.objects.filter(
            object_type="reviews.finding", object_id__in=pks, at__gt=batch.committed_at
        ).count()
        if later:
            raise CannotUndo(f"这批问题导入后已有{later}次办理，不能整批撤销。")
        for pk, values in batch.effects["before"].items():
            Finding.objects.filter(pk=pk).update(**values)
        Finding.objects.filter(pk__in=batch.effects["created"]).delete()


def _wanted(record) -> dict:
    return {name: record.values.get(name) or "" for name in TEXTS} | {"people": list(record.people)}


def _state_of(record):
    if record.values.get("closed"):
        return FindingState.CLOSED
    done = (record.values.get("result") or "").startswith(
        ("已整改", "已完成", "整改完成", "已办结")
    )
    return FindingState.REPORTED if done else FindingState.IN_HAND


def _shown(value):
    return "、".join(value) if isinstance(value, list) else str(value)
