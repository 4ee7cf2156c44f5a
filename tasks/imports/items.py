"""Lists of work items: what exists is fetched at once, differences are found in memory, writes go in bulk.

rules.md §4: the identity of a row is its key, else unit + year + kind + list label + title. Nothing is erased by
silence. A different deadline on an existing item becomes a request that staff decide. Progress sets the state of a
new item only.
"""

from dataclasses import dataclass
from uuid import UUID

from tasks import figures
from tasks.imports.undoing import refuse_if_built_on
from tasks.models import DeadlineChange, DeadlineChangeState, ItemKind, ItemState, WorkItem
from units.models import Unit
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow

DEADLINE_REASON = "导入清单中的时限与平台不一致。"
BATCH = 500


@dataclass(frozen=True)
class Known:
    """What the database has for the year and kind of a list."""

    by_title: dict
    by_key: dict
    co_units: dict
    asked: dict


class ItemImporter:
    """One kind of work item. `texts` maps model fields to the reader's values that an update may change."""

    kind = ""
    label = ""
    # model field → name in record.values
    texts: dict[str, str] = {}
    flags: tuple[str, ...] = ()

    # --- planning -------------------------------------------------------------------------------

    def plan(self, parsed) -> Plan:
        known = self._known(parsed)
        rows = [self._plan_row(record, known) for record in parsed.records]
        named = {row.target.pk for row in rows if row.target is not None}
        units = {record.unit.key for record in parsed.records if record.unit}
        untouched = [
            f"{item.unit.short_name}：{item.title}"
            for item in known.by_title.values()
            if item.unit_id in units and item.pk not in named
        ]
        return Plan(parsed, rows, list(parsed.messages), untouched)

    def _known(self, parsed) -> Known:
        items = list(
            WorkItem.objects.filter(
                kind=self.kind, year=parsed.year, label=parsed.label
            ).select_related("unit")
        )
        co_units = {}
        pairs = WorkItem.co_units.through.objects.filter(workitem__in=[item.pk for item in items])
        for item_pk, unit_pk in pairs.values_list("workitem_id", "unit_id"):
            co_units.setdefault(item_pk, set()).add(unit_pk)
        asked = {
            change.item_id: change
            for change in DeadlineChange.objects.open().filter(
                item__kind=self.kind, item__year=parsed.year
            )
        }
        by_title = {self.identity(item): item for item in items}
        return Known(by_title, {str(item.row_key): item for item in items}, co_units, asked)

    def _plan_row(self, record, known) -> PlannedRow:
        if record.is_error:
            return PlannedRow(record, Action.ERROR)
        item = known.by_key.get(_key_of(record)) or self.find(record, known)
        if item is None:
            return PlannedRow(record, Action.CREATE)
        changes = self._changes(record, item, known)
        return PlannedRow(record, Action.UPDATE if changes else Action.UNCHANGED, item, changes)

    def identity(self, item):
        """What tells an item from others of its year, kind and label."""
        return item.unit_id, item.title_key

    def find(self, record, known):
        return known.by_title.get((record.unit.key, record.key))

    def _changes(self, record, item, known) -> dict:
        changes = {}
        for field, new in self.wanted(record).items():
            old = getattr(item, field)
            if new not in (None, "", []) and new != old:
                changes[_label(field)] = [_shown(old), _shown(new)]
        co_units = {unit.key for unit in record.co_units}
        if co_units and co_units != known.co_units.get(item.pk, set()):
            changes["协同单位"] = ["", "、".join(unit.name for unit in record.co_units)]
        if self._wants_other_deadline(record, item, known):
            changes["申请调整时限"] = [deadline_text(item.deadline, item.deadline_kind),
                                 deadline_text(record.deadline, record.deadline_kind)]  # fmt: skip
        return changes

    @staticmethod
    def _wants_other_deadline(record, item, known):
        wanted = (record.deadline, record.deadline_kind)
        if record.deadline_kind == "none" or wanted == (item.deadline, item.deadline_kind):
            return False
        open_change = known.asked.get(item.pk)
        return open_change is None or wanted != (
            open_change.new_deadline,
            open_change.new_deadline_kind,
        )

    def wanted(self, record) -> dict:
        """Model fields and the values that the record has for them; empty ones leave what is stored."""
        values = {field: record.values.get(name) or "" for field, name in self.texts.items()}
        values |= {flag: record.values.get(flag) for flag in self.flags}
        values["people"] = list(record.people)
        return values

    # --- writing --------------------------------------------------------------------------------

    def commit(self, plan: Plan, batch, actor) -> dict:
        before = self._before(plan)
        created = self._create(plan, batch)
        updated = self._update(plan)
        asked = self._ask_deadlines(plan, batch, actor)
        self._set_co_units(created + [(row, row.target) for row in plan.of(Action.UPDATE)])
        figures.items_changed(
            {item.unit_id for _, item in created} | {item.unit_id for item in updated}
        )
        return {
            "created": [item.pk for _, item in created],
            "before": before,
            "deadline_changes": [change.pk for change in asked],
        }

    def _create(self, plan, batch):
        pairs = [(row, self.build(row.record, plan.parsed, batch, order))
                 for order, row in enumerate(plan.of(Action.CREATE), 1)]  # fmt: skip
        WorkItem.objects.bulk_create([item for _, item in pairs], batch_size=BATCH)
        return pairs

    def build(self, record, parsed, batch, order) -> WorkItem:
        fields = {name: value for name, value in self.wanted(record).items() if value is not None}
        return WorkItem(
            kind=self.kind, unit_id=record.unit.key, year=parsed.year, label=parsed.label, order=order,
            title=record.title, title_key=record.key, deadline=record.deadline, first_deadline=record.deadline,
            deadline_kind=record.deadline_kind, import_batch=batch, **state_of(record.progress), **fields,
        )  # fmt: skip

    def _update(self, plan):
        items = []
        for row in plan.of(Action.UPDATE):
            for field, new in self.wanted(row.record).items():
                if new not in (None, "", []):
                    setattr(row.target, field, new)
            items.append(row.target)
        fields = [*self.texts, *self.flags, "people"]
        WorkItem.objects.bulk_update(items, fields, batch_size=200)
        return items

    def _before(self, plan):
        """Old values of what is about to change, for undo: {pk: {field: value}}."""
        fields = [*self.texts, *self.flags, "people"]
        return {
            str(row.target.pk): {field: getattr(row.target, field) for field in fields}
            for row in plan.of(Action.UPDATE)
        }

    def _ask_deadlines(self, plan, batch, actor):
        rows = [row for row in plan.of(Action.UPDATE) if "申请调整时限" in row.changes]
        # One open request at a time: the newer list takes the place of an older one's request.
        DeadlineChange.objects.open().filter(item__in=[row.target.pk for row in rows]).update(
            state=DeadlineChangeState.WITHDRAWN, decision="由新导入的清单替代。"
        )
        return DeadlineChange.objects.bulk_create(
            DeadlineChange(
                item=row.target, old_deadline=row.target.deadline, old_deadline_kind=row.target.deadline_kind,
                new_deadline=row.record.deadline, new_deadline_kind=row.record.deadline_kind,
                reason=DEADLINE_REASON, asked_by=actor, import_batch=batch,
            )
            for row in rows
        )  # fmt: skip

    @staticmethod
    def _set_co_units(pairs):
        through = WorkItem.co_units.through
        named = [
            (item.pk, unit.key)
            for row, item in pairs
            for unit in row.record.co_units
            if unit.key != item.unit_id
        ]
        through.objects.filter(workitem__in={item_pk for item_pk, _ in named}).delete()
        through.objects.bulk_create(
            [
                through(workitem_id=item_pk, unit_id=unit_pk)
                for item_pk, unit_pk in dict.fromkeys(named)
            ],
            batch_size=BATCH,
        )

    # --- undoing --------------------------------------------------------------------------------

    def undo(self, batch, actor):
        effects = batch.effects
        items = WorkItem.objects.filter(pk__in=effects["created"])
        refuse_if_built_on(batch, items, effects)
        DeadlineChange.objects.filter(pk__in=effects["deadline_changes"]).delete()
        units = set(items.values_list("unit_id", flat=True))
        for item in WorkItem.objects.filter(pk__in=effects["before"]):
            WorkItem.objects.filter(pk=item.pk).update(**effects["before"][str(item.pk)])
            units.add(item.unit_id)
        items.delete()
        self.after_undo(batch)
        figures.items_changed(units)

    def after_undo(self, batch):
        """What else a kind wrote: empty lists, templates."""


def state_of(progress) -> dict:
    """A new item's state from the list's progress: 100 is a claim, not the staff's verdict."""
    if progress is None:
        return {}
    if progress == 100:
        return {"percent": 100, "state": ItemState.REPORTED_DONE}
    return {
        "percent": progress,
        "state": ItemState.UNDER_WAY if progress else ItemState.NOT_STARTED,
    }


def deadline_text(deadline, kind) -> str:
    return (
        deadline.isoformat()
        if deadline
        else dict(WorkItem._meta.get_field("deadline_kind").choices)[kind]
    )


def _key_of(record):
    text = record.values.get("row_key") or ""
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _label(field):
    return str(WorkItem._meta.get_field(field).verbose_name)


def _shown(value):
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(value) if isinstance(value, list) else str(value)


def all_units():
    return {unit.pk: unit for unit in Unit.objects.all()}


KINDS = dict(ItemKind.choices)
