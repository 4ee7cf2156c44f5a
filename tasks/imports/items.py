"""Lists of work items: what exists is fetched at once, differences are found in memory, writes go in bulk.

rules.md §4: the identity of a row is its key, else unit + year + kind + list label + title. Nothing is erased by
silence. A different deadline on an existing item becomes a request that staff decide. Progress sets the state of a
new item only.
"""

from dataclasses import dataclass
from typing import NamedTuple

from tasks import figures
from tasks.imports import deadlines
from tasks.imports.undoing import take_back
from tasks.models import DeadlineChange, ItemKind, ItemState, WorkItem
from tasks.models.work_item import OPEN_STATES
from units.models import Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of
from zhaotong_portal.excel.memo import without_collector
from zhaotong_portal.imports.as_read import lock_as_read
from zhaotong_portal.imports.faults import too_long
from zhaotong_portal.imports.inserting import insert_rows
from zhaotong_portal.imports.joins import Joins, same_unit
from zhaotong_portal.imports.once import Once
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow
from zhaotong_portal.imports.portions import portions
from zhaotong_portal.imports.row_keys import key_in
from zhaotong_portal.imports.sameness import says_the_same
from zhaotong_portal.progress import in_portions, over

BATCH = 500
# Their texts, taken out once: asking an enumeration for each of 20,000 rows costs more than reading them.
NOT_STARTED, UNDER_WAY, REPORTED_DONE = (
    ItemState.NOT_STARTED.value, ItemState.UNDER_WAY.value, ItemState.REPORTED_DONE.value,
)  # fmt: skip
NOTHING = (None, "", [])


@dataclass(frozen=True)
class Known:
    """What the database has for the year and kind of a list."""

    by_title: dict
    by_key: dict
    co_units: dict
    asked: dict


class Created(NamedTuple):
    """A new item, as far as the rest of a commit needs it."""

    pk: int
    unit_id: int


class ItemImporter:
    """One kind of work item. `texts` maps model fields to the reader's values that an update may change."""

    kind = ""
    label = ""
    # model field → name in record.values
    texts: dict[str, str] = {}
    flags: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def changeable(self):
        return ["title", "title_key", *self.texts, *self.flags, *self.choices, "people"]

    # --- planning -------------------------------------------------------------------------------

    @without_collector()
    def plan(self, parsed, joins) -> Plan:
        self.known = self._known(parsed)
        self.messages = list(parsed.messages)
        self.missing, self.once = {}, Once()
        self._all_units = None
        self.taken = self._named_by_title(parsed.records)
        self.joins = Joins(joins, self.known.by_title.values(), self.taken, self.could_mean)
        rows = [self._plan_row(record) for record in over(parsed.records)]
        self.joins.offer(rows, self.messages)
        return Plan(parsed, rows, self.messages, self._untouched(parsed, rows))

    def _known(self, parsed) -> Known:
        items = list(
            WorkItem.objects.filter(
                kind=self.kind, year=parsed.year, label=parsed.label
            ).select_related("unit")
        )
        co_units = {}
        pairs = WorkItem.co_units.through.objects.filter(
            workitem__kind=self.kind, workitem__year=parsed.year, workitem__label=parsed.label
        )
        for item_pk, unit_pk in pairs.values_list("workitem_id", "unit_id"):
            co_units.setdefault(item_pk, set()).add(unit_pk)
        asked = {
            change.item_id: change
            for change in DeadlineChange.objects.open().filter(
                item__kind=self.kind, item__year=parsed.year
            )
        }
        by_title = {self.identity(item): item for item in items}
        known = Known(by_title, {str(item.row_key): item for item in items}, co_units, asked)
        self._add_by_key(known, parsed)
        return known

    def _add_by_key(self, known, parsed):
        """Rows of the portal's own exports say by their key which item of the year they are, whatever its label.

        Not of another year: last year's list, handed in for this one, is a list of new items.
        """
        keys = {key for record in parsed.records if (key := key_in(record))}
        items = []
        for portion in portions(keys - known.by_key.keys()):
            found = WorkItem.objects.filter(kind=self.kind, year=parsed.year, row_key__in=portion)
            items += found.select_related("unit")
        known.by_key.update((str(item.row_key), item) for item in items)
        for pks in portions(item.pk for item in items):
            pairs = WorkItem.co_units.through.objects.filter(workitem__in=pks)
            for item_pk, unit_pk in pairs.values_list("workitem_id", "unit_id"):
                known.co_units.setdefault(item_pk, set()).add(unit_pk)
            changes = DeadlineChange.objects.open().filter(item__in=pks)
            known.asked.update((change.item_id, change) for change in changes)

    def _untouched(self, parsed, rows):
        """Items of the units in the file that the file does not name."""
        named = {row.target.pk for row in rows if row.target is not None}
        units = {record.unit.key for record in parsed.records if record.unit}
        for_all = {record.key for record in parsed.records if record.everyone}
        return [
            f"{item.unit.short_name}：{item.title}"
            for item in self.known.by_title.values()
            if item.unit_id in units and item.pk not in named and item.title_key not in for_all
        ]

    def _plan_row(self, record) -> PlannedRow:
        if record.is_error:
            return PlannedRow(record, Action.ERROR)
        if fault := too_long(WorkItem, record, self._lengths(record)):
            self.messages.append(fault)
            return PlannedRow(record, Action.ERROR)
        if record.everyone and record.unit is None:
            return self._plan_for_all(record)
        item, joined = self._named(record) or self._renamed(record), None
        if item is None:
            item = joined = self.joins.target_of(record, self.messages)
        if fault := self.once.said_before(record, item):
            self.messages.append(fault)
            return PlannedRow(record, Action.ERROR)
        if item is None:
            return PlannedRow(record, Action.CREATE)
        changes = self._changes(record, item)
        action = Action.UPDATE if changes else Action.UNCHANGED
        return PlannedRow(record, action, item, changes, joined=bool(joined))

    def identity(self, item):
        """What tells an item from others of its year, kind and label."""
        return item.unit_id, item.title_key

    def find(self, unit_id, record):
        return self.known.by_title.get((unit_id, record.key))

    def _named(self, record):
        """The item of the row's key where it has the row's title too; else the one of that title in this list."""
        item = self.known.by_key.get(key_in(record))
        if item and item.title_key == record.key and self.could_mean(record, item):
            return item
        return self.find(record.unit.key, record)

    def _named_by_title(self, records):
        if not self.known.by_key:  # the first list of its kind and year, often the longest
            return set()
        found = (self._named(record) for record in records if record.unit)
        return {item.pk for item in found if item}

    def _renamed(self, record):
        """The item whose key stands in the row, under a new title; a copied row with the same key is a new item."""
        item = self.known.by_key.get(key_in(record))
        if item is None or item.unit_id != record.unit.key or item.pk in self.taken:
            return None
        self.taken.add(item.pk)
        return item

    def could_mean(self, record, item) -> bool:
        """Whether somebody may say that the record is this item under another title."""
        return same_unit(record, item)

    def _lengths(self, record):
        """{model field: (name of the record's field, text)} of what the database limits."""
        said = record.values.get
        texts = {field: (name, said(name)) for field, name in self.texts.items()}
        texts["title"] = ("title", record.title)
        return texts

    def _plan_for_all(self, record) -> PlannedRow:
        """各单位: an item for each unit that has none of this title yet."""
        missing = [pk for pk in self.all_units if self.find(pk, record) is None]
        self.missing[record.sheet, record.row] = missing
        return PlannedRow(record, Action.CREATE if missing else Action.UNCHANGED)

    @property
    def all_units(self):
        if self._all_units is None:
            self._all_units = list(Unit.objects.active().values_list("pk", flat=True))
        return self._all_units

    def _changes(self, record, item) -> dict:
        changes = {}
        if item.title_key != record.key:
            changes[_label("title")] = [item.title, record.title]
        for field, new in self.wanted(record).items():
            old = getattr(item, field)
            if new not in NOTHING and not says_the_same(new, old):
                changes[_label(field)] = [_shown(field, old), _shown(field, new)]
        co_units = {unit.key: unit.name for unit in record.co_units if unit.key != item.unit_id}
        had = self.known.co_units.get(item.pk, set())
        if co_units and co_units.keys() != had:
            changes["协同单位"] = [f"{len(had)}个" if had else "", "、".join(co_units.values())]
        if deadlines.differs(record, item, self.known.asked.get(item.pk)):
            if item.state in OPEN_STATES:
                changes[deadlines.CHANGE] = deadlines.old_and_new(record, item)
            else:
                self.messages.append(deadlines.kept(record, item))
        return changes

    def wanted(self, record) -> dict:
        """Model fields and the values that the record has for them; empty ones leave what is stored."""
        said = record.values.get
        values = {field: said(name) or "" for field, name in self.texts.items()}
        for flag in self.flags:
            values[flag] = said(flag)
        values["people"] = list(record.people)
        return values

    # --- writing --------------------------------------------------------------------------------

    @without_collector()
    def commit(self, plan: Plan, batch, actor) -> dict:
        compared = [*self.changeable, "unit", "state", "deadline", "deadline_kind"]
        lock_as_read([row.target for row in plan.of(Action.UPDATE)], compared)
        before = self._before(plan)
        created = self._create(plan, batch)
        updated = self._update(plan, before)
        asked = deadlines.ask(plan.of(Action.UPDATE), batch, actor)
        self._set_co_units(created + [(row, row.target) for row in plan.of(Action.UPDATE)])
        self._keep_trail(plan, actor)
        units = {item.unit_id for _, item in created} | {item.unit_id for item in updated}
        if units:
            figures.items_changed(units)
        return {"created": [item.pk for _, item in created], "before": before, **asked}

    def _create(self, plan, batch):
        """[(row, what came of it)]; the items are written column by column, not as instances."""
        wanted = [
            (row, order, unit)
            for order, row in enumerate(plan.of(Action.CREATE), 1)
            for unit in self._units_of(row.record)
        ]
        items = (self.build(row.record, unit, plan.parsed, n) for row, n, unit in wanted)
        same = {
            "kind": self.kind.value, "year": plan.parsed.year, "label": plan.parsed.label, "import_batch_id": batch.pk,
        }  # fmt: skip
        insert_rows(WorkItem, items, len(wanted), same)
        there = WorkItem.objects.filter(import_batch=batch).order_by()
        pks = {(order, unit): pk for pk, order, unit in there.values_list("pk", "order", "unit_id")}
        return [(row, Created(pks[order, unit], unit)) for row, order, unit in wanted]

    def _units_of(self, record):
        return [record.unit.key] if record.unit else self.missing[record.sheet, record.row]

    def build(self, record, unit_id, parsed, order) -> dict:
        """A new item's own fields, by the names of its attributes: the same names for every row of a list."""
        fields = self.wanted(record)
        for flag in self.flags:
            fields[flag] = bool(fields[flag])
        fields |= state_of(record.progress)
        fields["unit_id"], fields["order"] = unit_id, order
        fields["title"], fields["title_key"] = record.title, record.key
        fields["deadline"] = fields["first_deadline"] = record.deadline
        fields["deadline_kind"] = record.deadline_kind
        return fields

    def _update(self, plan, before):
        items = [self.apply(row) for row in plan.of(Action.UPDATE)]
        # A list mostly changes one or two columns, and each column written costs as much as all rows.
        fields = [name for name in self.changeable if _differ(items, before, name)]
        if fields:
            for some in in_portions(items, BATCH):
                WorkItem.objects.bulk_update(some, fields, batch_size=200)
        return items

    def apply(self, row) -> WorkItem:
        """The existing item with what the row says; not yet saved."""
        item, record = row.target, row.record
        if item.title_key != record.key:
            item.title, item.title_key = record.title, record.key
        for field, new in self.wanted(record).items():
            if new not in NOTHING and not says_the_same(new, getattr(item, field)):
                setattr(item, field, new)
        return item

    def _before(self, plan):
        """Old values of what is about to change, for undo: {pk: {field: value}}."""
        before = {}
        for row in plan.of(Action.UPDATE):
            values = {field: getattr(row.target, field) for field in self.changeable}
            values["co_units"] = sorted(self.known.co_units.get(row.target.pk, ()))
            before[str(row.target.pk)] = values
        return before

    def _keep_trail(self, plan, actor):
        """Each changed item shows on its page what the list changed."""
        AuditEntry.objects.bulk_create(
            (
                entry_of(actor, "item.imported", "导入更新", row.target, changes=row.changes)
                for row in plan.of(Action.UPDATE)
            ),
            batch_size=BATCH,
        )

    @staticmethod
    def _set_co_units(pairs):
        through = WorkItem.co_units.through
        named = [
            (item.pk, unit.key)
            for row, item in pairs
            for unit in row.record.co_units
            if unit.key != item.unit_id
        ]
        updated = {item.pk for row, item in pairs if row.target is not None}
        for pks in portions({pk for pk, _ in named if pk in updated}):
            through.objects.filter(workitem__in=pks).delete()
        through.objects.bulk_create(
            [
                through(workitem_id=item_pk, unit_id=unit_pk)
                for item_pk, unit_pk in dict.fromkeys(named)
            ],
            batch_size=BATCH,
        )

    # --- undoing --------------------------------------------------------------------------------

    def undo(self, batch, actor):
        figures.items_changed(take_back(batch, actor))
        self.after_undo(batch)

    def after_undo(self, batch):
        """What else a kind wrote: empty lists, templates."""


def state_of(progress) -> dict:
    """A new item's state from the list's progress: 100 is a claim, not the staff's verdict."""
    if progress == 100:
        return {"percent": 100, "state": REPORTED_DONE}
    return {"percent": progress or 0, "state": UNDER_WAY if progress else NOT_STARTED}


def _differ(items, before, name) -> bool:
    return any(getattr(item, name) != before[str(item.pk)][name] for item in items)


def _label(field):
    return str(WorkItem._meta.get_field(field).verbose_name)


def _shown(field, value):
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    return str(dict(WorkItem._meta.get_field(field).flatchoices).get(value, value))


KINDS = dict(ItemKind.choices)
