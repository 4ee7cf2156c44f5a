"""单位名录: units from a list, known by code or full name. Names are added, never taken away in silence."""

from functools import cached_property

from django.db.models import ProtectedError

from units.changes import units_changed
from units.loading import leading_group_of
from units.models import District, Unit, UnitAlias, UnitKind
from units.names import name_key, pinyin_key
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of
from zhaotong_portal.imports.as_read import lock_as_read
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.faults import error, too_long
from zhaotong_portal.imports.later_edits import edits_since
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow
from zhaotong_portal.progress import over

FIELDS = ("name", "short_name", "kind", "district_id", "protocol_order", "code")
LABELS = {
    "name": "全称", "short_name": "简称", "kind": "类型", "district_id": "片区", "protocol_order": "排序",
    "code": "代码",
}  # fmt: skip
NEW_ALIASES = "新增别称"
# How lists write the kinds, beside the portal's own words.
KINDS = {
    **{label: value for value, label in UnitKind.choices},
    **{value: value for value in UnitKind.values},
    "党政机关": UnitKind.PARTY_GOVERNMENT, "行政机关": UnitKind.PARTY_GOVERNMENT, "人民团体": UnitKind.MASS_ORGANISATION,
    "群团": UnitKind.MASS_ORGANISATION, "国企": UnitKind.STATE_ENTERPRISE, "医院": UnitKind.PUBLIC_HOSPITAL,
    "垂直管理部门": UnitKind.VERTICAL, "垂管单位": UnitKind.VERTICAL, "垂直管理单位": UnitKind.VERTICAL,
}  # fmt: skip


class UnitImporter:
    kind = "units"
    label = "单位名录"

    # --- planning -------------------------------------------------------------------------------

    def plan(self, parsed, joins) -> Plan:
        self.messages, self.wanted = list(parsed.messages), {}
        self._read()
        rows = [self._plan_row(record) for record in over(parsed.records)]
        named = {row.target.pk for row in rows if row.target}
        untouched = [unit.name for unit in self.units if unit.pk not in named]
        return Plan(parsed, rows, self.messages, untouched)

    def _read(self):
        """Everything there is: units are few."""
        self.units = list(Unit.objects.select_related("district"))
        self.by_code = {unit.code: unit for unit in self.units}
        self.by_name = {name_key(unit.name): unit for unit in self.units}
        self.districts = {district.name: district for district in District.objects.all()}
        # Every name that somebody has, with the unit (or the row of this file) that has it.
        self.owners = {alias.key: alias.unit_id for alias in UnitAlias.objects.all()}
        for unit in self.units:
            self.owners |= {name_key(unit.name): unit.pk, name_key(unit.short_name): unit.pk}
        self.claimed = set()

    def _plan_row(self, record) -> PlannedRow:
        unit, fault = self._existing(record)
        if record.is_error:
            return PlannedRow(record, Action.ERROR)
        wanted = None if fault else self._wanted(record)
        fault = fault or self._fault(record, unit, wanted)
        if fault:
            self.messages.append(fault)
            return PlannedRow(record, Action.ERROR, unit)
        self._claim(record, unit, wanted)
        self.wanted[record.sheet, record.row] = wanted
        if unit is None:
            return PlannedRow(record, Action.CREATE)
        changes = self._changes(unit, wanted)
        return PlannedRow(record, Action.UPDATE if changes else Action.UNCHANGED, unit, changes)

    def _existing(self, record):
        """(the unit of this code or full name, or what speaks against the row)."""
        code = record.values.get("code") or ""
        coded, named = self.by_code.get(code), self.by_name.get(record.key)
        if coded and named and coded != named:
            text = f"代码 {code} 是“{coded.name}”的，与全称不是同一个单位。请核对代码或全称。"
            return None, error(record, "code", "two_units", text)
        unit = coded or named
        if unit and unit.pk in self.claimed or code and code in self.claimed:
            text = "同一单位在文件中出现两次。请删去其中一行。"
            return unit, error(record, "code" if code else "title", "duplicate_row", text)
        return unit, None

    def _wanted(self, record):
        """Fields and the values that the row has for them; what it does not say stays out."""
        values = record.values
        wanted = {
            "name": record.title, "short_name": values.get("short_name"), "code": values.get("code"),
            "protocol_order": values.get("order"), "kind": KINDS.get(values.get("unit_kind")),
            "aliases": list(values.get("aliases") or ()),
        }  # fmt: skip
        if district := self.districts.get(values.get("district")):
            wanted["district_id"] = district.pk
        return {name: value for name, value in wanted.items() if value not in (None, "")}

    # --- what speaks against a row ----------------------------------------------------------------

    def _fault(self, record, unit, wanted):
        return (
            self._too_long(record)
            or self._unknown_choice(record, unit)
            or self._taken(record, unit, wanted)
        )

    @staticmethod
    def _too_long(record):
        values = record.values
        texts = {
            "short_name": ("short_name", values.get("short_name")),
            "code": ("code", values.get("code")),
        }
        return too_long(Unit, record, {"name": ("title", record.title), **texts})  # fmt: skip

    def _unknown_choice(self, record, unit):
        """A kind or district that nobody knows, or that a new unit cannot do without."""
        for field, known, label in (
            ("unit_kind", KINDS, "单位类型"),
            ("district", self.districts, "片区"),
        ):
            said = record.values.get(field)
            if said in known or not said and unit:
                continue
            offered = UnitKind.labels if field == "unit_kind" else list(self.districts)
            offer = f"请填{'、'.join(offered)}之一。"
            if said:
                return error(record, field, f"bad_{field}", f"“{said}”不是{label}。{offer}")
            return error(record, field, f"missing_{field}", f"新单位须写明{label}。{offer}")
        return None

    def _taken(self, record, unit, wanted):
        """One name means one unit."""
        me = unit.pk if unit else self._row(record)
        names = [("title", wanted["name"]), ("short_name", wanted.get("short_name"))]
        names += [("aliases", text) for text in wanted["aliases"]]
        for field, text in names:
            if text and self.owners.get(name_key(text), me) != me:
                said = f"“{text}”已是另一个单位的名称。一个名称只能指一个单位，请改用别的写法。"
                return error(record, field, "name_taken", said)
        return None

    def _claim(self, record, unit, wanted):
        """What this row takes, no later row may take again."""
        me = unit.pk if unit else self._row(record)
        self.claimed |= {me, wanted.get("code")} - {None}
        for text in (wanted["name"], wanted.get("short_name"), *wanted["aliases"]):
            if text:
                self.owners[name_key(text)] = me

    @staticmethod
    def _row(record):
        return record.sheet, record.row

    # --- differences ------------------------------------------------------------------------------

    def _changes(self, unit, wanted):
        changes = {}
        for name in FIELDS:
            old = getattr(unit, name)
            same = name == "name" and name_key(old) == name_key(wanted["name"])
            if name in wanted and wanted[name] != old and not same:
                changes[LABELS[name]] = [self._shown(name, old), self._shown(name, wanted[name])]
        if fresh := self._new_aliases(unit, wanted):
            changes[NEW_ALIASES] = ["", "、".join(fresh)]
        return changes

    def _shown(self, name, value):
        if name == "kind":
            return str(UnitKind(value).label)
        if name == "district_id":
            return next(d.name for d in self.districts.values() if d.pk == value)
        return str(value)

    def _new_aliases(self, unit, wanted):
        known = self._aliases.get(unit.pk, set()) | {name_key(unit.name), name_key(unit.short_name)}
        return [text for text in wanted["aliases"] if name_key(text) not in known]

    @cached_property
    def _aliases(self):
        known = {}
        for unit_id, key in UnitAlias.objects.values_list("unit_id", "key"):
            known.setdefault(unit_id, set()).add(key)
        return known

    # --- writing ----------------------------------------------------------------------------------

    def commit(self, plan: Plan, batch, actor) -> dict:
        updates = plan.of(Action.UPDATE)
        lock_as_read([row.target for row in updates], FIELDS)
        before = {
            str(row.target.pk): {name: getattr(row.target, name) for name in FIELDS}
            for row in updates
        }
        aliases = [alias for row in updates for alias in self._update(row)]
        Unit.objects.bulk_update([row.target for row in updates], [*FIELDS, "pinyin"])
        created = Unit.objects.bulk_create(self._build(plan.of(Action.CREATE)))
        for row, unit in zip(plan.of(Action.CREATE), created, strict=True):
            wanted = self.wanted[self._row(row.record)]
            aliases += [_alias(unit, text) for text in self._new_aliases(unit, wanted)]
        UnitAlias.objects.bulk_create(aliases)
        AuditEntry.objects.bulk_create(
            entry_of(actor, "unit.imported", "导入更新", row.target, changes=row.changes)
            for row in updates
        )
        _say_changed([*(row.target for row in updates), *created])
        return {
            "created": [unit.pk for unit in created],
            "before": before,
            "aliases": [alias.pk for alias in aliases],
        }

    def _update(self, row):
        """The unit with what the row says; the aliases to add. A name given up stays known as an alias."""
        unit, wanted = row.target, self.wanted[self._row(row.record)]
        texts = self._new_aliases(unit, wanted)
        for name in FIELDS:
            if LABELS[name] in row.changes:
                if name in ("name", "short_name"):
                    texts.append(getattr(unit, name))
                setattr(unit, name, wanted[name])
        unit.pinyin = pinyin_key(unit.name, unit.short_name)
        own = {name_key(unit.name), name_key(unit.short_name), *self._aliases.get(unit.pk, ())}
        return [_alias(unit, text) for text in texts if name_key(text) not in own]

    def _build(self, rows):
        last = max((unit.protocol_order for unit in self.units), default=0)
        codes = {*self.by_code, *(self.wanted[self._row(row.record)].get("code") for row in rows)}
        free = (code for n in range(1, 10_000) if (code := f"ZT{n:03}") not in codes)
        for place, row in enumerate(rows, 1):
            wanted = self.wanted[self._row(row.record)]
            name = wanted["name"]
            short = wanted.get("short_name") or name[:50]
            yield Unit(
                name=name, short_name=short, kind=wanted["kind"], district_id=wanted["district_id"],
                code=wanted.get("code") or next(free), pinyin=pinyin_key(name, short),
                protocol_order=wanted.get("protocol_order") or last + place,
                leading_group=leading_group_of(wanted["kind"]),
            )  # fmt: skip

    # --- undoing ----------------------------------------------------------------------------------

    def undo(self, batch, actor):
        effects = batch.effects
        created, before = effects["created"], effects["before"]
        touched = [*created, *map(int, before)]
        if later := edits_since("units.unit", touched, batch.committed_at):
            raise CannotUndo(f"这批单位导入后已有{later}次修改，不能整批撤销。")
        if named := _named_beside_others(created):
            raise CannotUndo(
                f"这批单位中已有{len(named)}个单位是别处的协同或参加单位，不能整批撤销。"
            )
        UnitAlias.objects.filter(pk__in=effects["aliases"]).delete()
        try:
            Unit.objects.filter(pk__in=created).delete()
        except ProtectedError as used:
            count = len({_unit_of(row) for row in used.protected_objects})
            raise CannotUndo(
                f"这批单位中已有{count}个单位有事项、报告或人员，不能整批撤销。"
            ) from used
        units = list(Unit.objects.filter(pk__in=list(before)))
        for unit in units:
            for name, value in before[str(unit.pk)].items():
                setattr(unit, name, value)
            unit.pinyin = pinyin_key(unit.name, unit.short_name)
        Unit.objects.bulk_update(units, [*FIELDS, "pinyin"])
        AuditEntry.objects.bulk_create(
            entry_of(actor, "unit.import_undone", "撤销导入更新", unit) for unit in units
        )
        _say_changed(units)


def _named_beside_others(created) -> set:
    """Those that stand in a list of units of something else: such a row would go with the unit, and nobody be told."""
    named = set()
    for relation in Unit._meta.get_fields(include_hidden=True):
        if relation.one_to_many and relation.related_model._meta.auto_created:
            name, through = relation.field.attname, relation.related_model
            rows = through.objects.filter(**{f"{name}__in": created})
            named |= set(rows.values_list(name, flat=True))
    return named


def _say_changed(units):
    """Written in bulk, they were not saved one by one."""
    units_changed.send(Unit, unit_ids=[unit.pk for unit in units])


def _alias(unit, text):
    return UnitAlias(unit=unit, text=text, key=name_key(text))


def _unit_of(row):
    return getattr(row, "unit_id", None)
