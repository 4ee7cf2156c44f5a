"""基层党组织名册: the tree of party organisations of each unit, known by unit and name.

A parent may stand anywhere in the file. Nothing is deleted; an organisation that is no more gets its 撤销日期.
"""

from collections import defaultdict

from units.imports.organisation_rows import OrganisationReader, OrganisationRow
from units.imports.organisation_tree import fault_of_tree
from units.imports.undoing import changed_since, references_to, restore, snapshot
from units.models import PartyOrganisation, Unit
from units.names import name_key
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import as_text, entry_of
from zhaotong_portal.imports.as_read import lock_as_read
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow
from zhaotong_portal.imports.portions import portions
from zhaotong_portal.progress import over

FIELDS = (
    "kind", "parent", "is_service_window", "is_project_front", "founded_on", "dissolved_on", "order",
)  # fmt: skip
BATCH = 200


class OrganisationImporter:
    kind = "organisation"
    label = "基层党组织名册"

    # --- planning -----------------------------------------------------------------------------------

    def plan(self, parsed, joins) -> Plan:
        self.messages = list(parsed.messages)
        self._read(parsed)
        reader = OrganisationReader(parsed, self.units, self.known)
        self.rows = {}  # (unit, name as compared): the row of the file
        said = []
        for record in parsed.records:
            row = reader.read(record)
            said.append(row)
            if row.unit_id and not record.is_error:
                self.rows[row.unit_id, record.key] = row
        self._refuse_by_tree(said)
        rows = [self._plan_row(row) for row in over(said)]
        return Plan(parsed, rows, self.messages, self._untouched(rows))

    def _read(self, parsed):
        self.units = Unit.objects.in_bulk()
        pks = {record.unit.key for record in parsed.records if record.unit}
        self.known = {}
        self.by_pk = {}
        rows = PartyOrganisation.objects.filter(unit__in=pks).select_related("unit")
        for organisation in rows:
            self.known[organisation.unit_id, name_key(organisation.name)] = organisation
            self.by_pk[organisation.pk] = organisation

    def _refuse_by_tree(self, said):
        """A row whose parent cannot be falls too; asked again until nothing more falls."""
        good = [row for row in said if not (row.record.is_error or row.faults)]
        fell = True
        while fell:
            fell = False
            for row in good:
                if not row.faults and (
                    fault := fault_of_tree(row, self.rows, self.known, self.by_pk)
                ):
                    row.faults.append(fault)
                    fell = True

    def _plan_row(self, row: OrganisationRow) -> PlannedRow:
        record, existing = row.record, self.known.get((row.unit_id, row.record.key))
        self.messages += row.faults
        if record.is_error or row.faults:
            return PlannedRow(record, Action.ERROR, existing)
        if existing is None:
            return PlannedRow(record, Action.CREATE)
        changes = self._changes(row, existing)
        return PlannedRow(record, Action.UPDATE if changes else Action.UNCHANGED, existing, changes)

    def _changes(self, row, existing):
        changes = {}
        for name, new in row.wanted.items():
            old = getattr(existing, name)
            if old != new:
                after = PartyOrganisation(**{name: new})
                label = str(PartyOrganisation._meta.get_field(name).verbose_name)
                changes[label] = [as_text(existing, name), as_text(after, name)]
        if row.parent_key is not None:
            parent = self.by_pk.get(existing.parent_id)
            old = name_key(parent.name) if parent else ""
            if old != row.parent_key:
                changes["上级党组织"] = [parent.name if parent else "", self._name(row)]
        return changes

    def _name(self, row):
        """The parent's name as it will stand."""
        key = row.unit_id, row.parent_key
        if key in self.known:
            return self.known[key].name
        return self.rows[key].record.title if row.parent_key else ""

    def _untouched(self, rows):
        named = {row.target.pk for row in rows if row.target}
        return [f"{o.unit.short_name}：{o.name}" for o in self.known.values() if o.pk not in named]

    # --- writing ------------------------------------------------------------------------------------

    def commit(self, plan: Plan, batch, actor) -> dict:
        creates, updates = plan.of(Action.CREATE), plan.of(Action.UPDATE)
        lock_as_read([row.target for row in updates], FIELDS)
        before = {row.target.pk: snapshot(row.target, FIELDS) for row in updates}
        built = list(self._build(creates))
        created = PartyOrganisation.objects.bulk_create(built, batch_size=BATCH)
        for row, organisation in zip(creates, created, strict=True):
            row.target = organisation
            self.known[organisation.unit_id, row.record.key] = organisation
        rows = [*creates, *updates]
        for row in rows:
            self._set(row)
        changed = [row.target for row in rows]
        PartyOrganisation.objects.bulk_update(changed, FIELDS, batch_size=BATCH)
        AuditEntry.objects.bulk_create(
            entry_of(actor, "organisation.imported", "导入更新", row.target, changes=row.changes)
            for row in updates
        )
        return {
            "created": [organisation.pk for organisation in created],
            "before": before,
            "after": {organisation.pk: snapshot(organisation, FIELDS) for organisation in changed},
        }

    def _build(self, rows):
        last = defaultdict(int)
        for organisation in self.known.values():
            last[organisation.unit_id] = max(last[organisation.unit_id], organisation.order)
        for planned in rows:
            row = self.rows[planned.record.unit.key, planned.record.key]
            last[row.unit_id] += 1
            fields = {"order": last[row.unit_id], **row.wanted}
            yield PartyOrganisation(unit_id=row.unit_id, name=planned.record.title, **fields)

    def _set(self, planned):
        row = self.rows[planned.record.unit.key, planned.record.key]
        for name, value in row.wanted.items():
            setattr(planned.target, name, value)
        if row.parent_key is not None:
            planned.target.parent = self.known.get((row.unit_id, row.parent_key))

    # --- undoing ------------------------------------------------------------------------------------

    def undo(self, batch, actor):
        effects = batch.effects
        created = effects["created"]
        if edited := changed_since(PartyOrganisation, effects["after"]):
            raise CannotUndo(f"这批党组织导入后已有{edited}个被修改，不能整批撤销。")
        # First, because what the batch put below its own new ones is no reason to refuse; a refusal rolls it back.
        restored = restore(PartyOrganisation, effects["before"])
        if used := self._used(created):
            text = "、".join(f"{name}{count}条" for name, count in used.items())
            raise CannotUndo(f"这批党组织已有{text}，不能整批撤销。")
        for some in portions(created):
            PartyOrganisation.objects.filter(pk__in=some).update(parent=None)
        for some in portions(created):
            PartyOrganisation.objects.filter(pk__in=some).delete()
        AuditEntry.objects.bulk_create(
            entry_of(actor, "organisation.import_undone", "撤销导入更新", organisation)
            for organisation in restored
        )

    @staticmethod
    def _used(created):
        """What refers to the new organisations, those below them that the batch did not bring included."""
        used = references_to(PartyOrganisation, created, besides=(PartyOrganisation,))
        mine = set(created)
        below = sum(
            pk not in mine
            for some in portions(created)
            for pk in PartyOrganisation.objects.filter(parent__in=some).values_list("pk", flat=True)
        )
        return used | ({"下级党组织": below} if below else {})
