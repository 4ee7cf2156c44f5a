"""Importing a plain ledger: rows that stand for themselves, with no state and nothing hanging on them.

A subclass says what a record means (`understand`), by what a row is known (`identity`) and what there is (`read`).
What a list leaves empty stays as it is; nothing is erased by silence.
"""

from datetime import date
from decimal import Decimal

from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import as_text, differences, entry_of, values_of
from zhaotong_portal.imports.as_read import lock_as_read
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.faults import error, too_long
from zhaotong_portal.imports.later_edits import edits_since
from zhaotong_portal.imports.once import Once
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow
from zhaotong_portal.imports.portions import portions
from zhaotong_portal.progress import over

BATCH = 500


class LedgerImporter:
    """`identity` and `fields` name fields of the model: what a row is known by, and what a list may bring up to date.

    `texts` says which field of the record a text came from, for its message: {field of the model: field of the record}.
    """

    kind: str
    label: str
    model = None
    action: str  # of the audit trail: honour.imported
    identity: tuple = ()
    fields: tuple = ()
    texts: dict = {}
    stated: tuple = ()  # fields of which an empty value says something and is kept like any other

    # --- for subclasses -------------------------------------------------------------------------

    def read(self, parsed):
        """Sets `self.known`, {identity: row}, and whatever else `understand` asks for: a fixed number of queries."""
        raise NotImplementedError

    def listed(self):
        """Rows of the model with what their names are made of."""
        return self.model.objects.all()

    def parts(self, record):
        """The rows that one record stands for."""
        return [record]

    def understand(self, record):
        """{field: value} of the row that should be there, or None after a message said why not."""
        raise NotImplementedError

    def shown(self, wanted) -> dict:
        """What a new row says besides its title, {label: text}."""
        return {}

    def text_of(self, row, name) -> str:
        """A field's value as the preview shows it."""
        return as_text(row, name)

    # --- planning -------------------------------------------------------------------------------

    def plan(self, parsed, joins) -> Plan:
        self.parsed, self.messages = parsed, list(parsed.messages)
        self.wanted, self.once = [], Once()
        self.read(parsed)
        rows = [
            self._plan_row(part) for record in over(parsed.records) for part in self.parts(record)
        ]
        named = {row.target.pk for row in rows if row.target}
        untouched = [str(row) for row in self.known.values() if row.pk not in named]
        return Plan(parsed, rows, self.messages, untouched)

    def _plan_row(self, record) -> PlannedRow:
        wanted = None if record.is_error else self.understand(record)
        if wanted is not None and (fault := self._fault(record, wanted)):
            self.messages.append(fault)
            wanted = None
        self.wanted.append(wanted)
        if wanted is None:
            return PlannedRow(record, Action.ERROR)
        record = self.named(record, wanted)
        target = self.known.get(self._key(wanted))
        if target is None:
            changes = {label: ["", text] for label, text in self.shown(wanted).items()}
            return PlannedRow(record, Action.CREATE, None, changes)
        changes = self._changes(target, wanted)
        return PlannedRow(record, Action.UPDATE if changes else Action.UNCHANGED, target, changes)

    def named(self, record, wanted):
        """The record as the preview names it."""
        return record

    def _key(self, wanted):
        return tuple(wanted[name] for name in self.identity)

    def _fault(self, record, wanted):
        texts = {name: (field, wanted.get(name)) for name, field in self.texts.items()}
        if fault := too_long(self.model, record, texts):
            return fault
        said = self.once.fault(record, self._key(wanted))
        return said and error(record, "title", "duplicate_row", said)

    def _changes(self, target, wanted):
        """{label: [old, new]} of what the list says otherwise; what it leaves empty is not compared."""
        new = self.model(**self._given(wanted))
        return {
            str(self.model._meta.get_field(name).verbose_name): [
                self.text_of(target, name),
                self.text_of(new, name),
            ]
            for name in self._given(wanted)
            if name in self.fields and getattr(target, name) != wanted[name]
        }

    def _given(self, wanted):
        return {
            name: value
            for name, value in wanted.items()
            if name in self.stated or value not in (None, "")
        }

    # --- writing --------------------------------------------------------------------------------

    def commit(self, plan: Plan, batch, actor) -> dict:
        created, updated, before, entries = [], [], {}, []
        lock_as_read([row.target for row in plan.of(Action.UPDATE)], self.fields)
        for row, wanted in zip(plan.rows, self.wanted, strict=True):
            if row.action == Action.CREATE:
                created.append(self.model(**wanted, import_batch=batch))
            elif row.action == Action.UPDATE:
                before[str(row.target.pk)] = {
                    name: _plain(getattr(row.target, name)) for name in self.fields
                }
                for name, value in self._given(wanted).items():
                    setattr(row.target, name, value)
                updated.append(row.target)
                entries.append(self._entry(actor, "imported", "导入更新", row.target, row.changes))
        self.model.objects.bulk_create(created, batch_size=BATCH)
        self.model.objects.bulk_update(updated, self.fields, batch_size=200)
        AuditEntry.objects.bulk_create(entries)
        return {"created": [row.pk for row in created], "before": before}

    def _entry(self, actor, what, label, row, changes):
        return entry_of(actor, f"{self.action}.{what}", label, row, changes=changes)

    # --- undoing --------------------------------------------------------------------------------

    def undo(self, batch, actor):
        created, before = batch.effects["created"], batch.effects["before"]
        touched = [*created, *map(int, before)]
        later = edits_since(self.model._meta.label_lower, touched, batch.committed_at)
        if later:
            raise CannotUndo(f"这批数据导入后已有{later}次修改，不能整批撤销。")
        for pks in portions(created):
            self.model.objects.filter(pk__in=pks).delete()
        for pks in portions(before):
            self._restore(self.listed().filter(pk__in=pks), before, actor)

    def _restore(self, rows, before, actor):
        """The rows as they were, and in their history that the list's update was taken back."""
        rows, entries = list(rows), []
        for row in rows:
            was = values_of(row, self.fields)
            for name, value in before[str(row.pk)].items():
                setattr(row, name, self.model._meta.get_field(name).to_python(value))
            changes = differences(was, row, self.fields)
            entries.append(self._entry(actor, "import_undone", "撤销导入更新", row, changes))
        self.model.objects.bulk_update(rows, self.fields, batch_size=200)
        AuditEntry.objects.bulk_create(entries)


def _plain(value):
    """As JSON keeps it."""
    return str(value) if isinstance(value, Decimal | date) else value
