"""人员名册: accounts and appointments from a list. People are known by login name, else by name and unit.

Nobody is deleted and nothing is erased by silence; passwords are issued afterwards (units/first_passwords.py).
"""

from collections import defaultdict

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from units.imports.appointing import Moves, is_open, moves_for
from units.imports.person_changes import changes_of, shown_new
from units.imports.person_rows import RowReader
from units.imports.person_undo import undo_people
from units.imports.roles import works_in_unit
from units.imports.undoing import snapshot
from units.imports.usernames import username_for
from units.models import Appointment, District, Office, Person, Role, Unit
from units.names import name_key
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of
from zhaotong_portal.imports.as_read import lock_as_read
from zhaotong_portal.imports.faults import error, join_lapsed, warning
from zhaotong_portal.imports.plan import Action, Plan, PlannedRow
from zhaotong_portal.progress import over

PERSON_FIELDS = ("phone", "email", "office", "is_active")
APPOINTMENT_FIELDS = ("role", "unit", "district", "post", "starts_on", "ends_on")
BATCH = 200


class PeopleImporter:
    kind = "people"
    label = "人员名册"

    # --- planning -----------------------------------------------------------------------------------

    def plan(self, parsed, joins) -> Plan:
        self.messages, self.joins, self.today = list(parsed.messages), joins, timezone.localdate()
        self._read()
        self.reader = RowReader(parsed, self.districts, self.offices)
        self.said = [self.reader.read(record) for record in parsed.records]
        self.twins = self._twins()
        self.claimed, self.names_in_file = {}, {}
        self.wanted = {}
        for row in self.said:
            if row.username:
                self.taken.add(row.username.lower())
        rows = [self._plan_row(row) for row in over(self.said)]
        return Plan(parsed, rows, self.messages, self._untouched())

    def _read(self):
        """Everybody there is: a committee's people are few hundred."""
        self.people = {person.pk: person for person in Person.objects.all()}
        self.by_username = {person.username.lower(): person for person in self.people.values()}
        self.by_name = defaultdict(list)
        for person in self.people.values():
            self.by_name[name_key(person.name)].append(person)
        self.held = defaultdict(list)
        appointments = Appointment.objects.select_related("unit", "district")
        for appointment in appointments.order_by("-starts_on", "-pk"):
            self.held[appointment.person_id].append(appointment)
        self.units = Unit.objects.in_bulk()
        self.district_of = {pk: name for name, pk in District.objects.values_list("name", "pk")}
        self.districts = {name: pk for pk, name in self.district_of.items()}
        self.offices = dict(Office.objects.values_list("name", "pk"))
        self.taken = set(self.by_username)

    def _twins(self):
        """Names that several rows of one unit have; without login names nobody knows who is who."""
        count = defaultdict(int)
        for row in self.said:
            count[self._place(row)] += 1
        return {place for place, number in count.items() if number > 1}

    @staticmethod
    def _place(row):
        return row.record.key, row.unit_ids[:1]

    def _plan_row(self, row) -> PlannedRow:
        record = row.record
        joined = self._joined(row)
        person = joined or self._existing(row)
        if person is None and not row.roles:
            self.reader.assume_role(row)
        if not (record.is_error or row.faults):
            self._check(row, person)
        moves = Moves()
        if not (record.is_error or row.faults):
            moves = moves_for(row, self.held[person.pk] if person else [], self.today)
        self.messages += row.faults
        if record.is_error or row.faults:
            return PlannedRow(record, Action.ERROR, person)
        self.claimed[person.pk if person else row.username.lower()] = record.row
        planned = self._planned(row, person, moves)
        planned.joined = bool(joined)
        self.messages += row.remarks
        return planned

    def _planned(self, row, person, moves):
        record = row.record
        if person is None:
            near = self._near(row)
            if not row.username:
                row.username = username_for(record.title, self._short_name(row), self.taken)
            self.wanted[record.sheet, record.row] = row, moves
            changes = shown_new(row, moves, self.units, self.district_of)
            return PlannedRow(record, Action.CREATE, None, changes, near=near)
        changes = changes_of(row, person, moves, self)
        if changes and self._is_administrator(person):
            text = "现任管理员的账号和任职不由名册改动，保持不变。请在数据管理中修改。"
            row.remarks[:] = [warning(record, "title", "administrator_kept", text)]
            changes = {}
        if changes and not person.is_active and "is_active" not in row.person and moves.new:
            text = "账号已停用，名册没有写启用，仍不能登录。"
            row.remark("active", "inactive_account", text)
        self.wanted[record.sheet, record.row] = row, moves
        return PlannedRow(record, Action.UPDATE if changes else Action.UNCHANGED, person, changes)

    def _short_name(self, row):
        in_unit = row.unit_ids and any(works_in_unit(role) for role in row.roles)
        return self.units[row.unit_ids[0]].short_name if in_unit else ""

    def _is_administrator(self, person):
        return any(
            a.role == Role.ADMINISTRATOR and is_open(a, self.today) for a in self.held[person.pk]
        )

    # --- who is meant -------------------------------------------------------------------------------

    def _joined(self, row):
        key = self.joins.get((row.record.sheet, row.record.row))
        if key is None:
            return None
        person = self.people.get(key)
        if person is None or person.pk in self.claimed:
            self.messages.append(join_lapsed(row.record))
            return None
        return person

    def _existing(self, row):
        record = row.record
        if row.username:
            person = self.by_username.get(row.username.lower())
            if person and name_key(person.name) != record.key:
                text = f"登录名 {row.username} 已是“{person.name}”的。请核对姓名或登录名；改名请在数据管理中办理。"
                row.refuse("username", "username_taken", text)
            return person
        if not record.key:
            return None
        if self._place(row) in self.twins:
            row.refuse(
                "title", "homonym",
                "文件中同一单位有两行同名。不同的人请分别填写登录名；同一人的几个角色请写在同一行，用顿号分开。",
            )  # fmt: skip
            return None
        found = self._of_this_place(row)
        if len(found) > 1:
            names = "、".join(f"{self._where(p)} {p.username}" for p in found)
            text = f"平台上有{len(found)}位“{record.title}”（{names}）。请填写登录名。"
            row.refuse("title", "homonym", text)
            return None
        return found[0] if found else None

    def _of_this_place(self, row):
        """People of this name in the row's unit or, for the committee's roles, on its side; present ones first."""
        found = [p for p in self.by_name[row.record.key] if self._belongs(row, self.held[p.pk])]
        present = [
            p for p in found
            if self._belongs(row, [a for a in self.held[p.pk] if is_open(a, self.today)])
        ]  # fmt: skip
        return present or found

    def _belongs(self, row, appointments):
        committee = row.is_of_committee or self._names_no_unit(row)
        return any(
            a.unit_id in row.unit_ids if works_in_unit(a.role) else committee for a in appointments
        )

    def _names_no_unit(self, row):
        return not row.unit_ids or any(self.units[pk].is_committee for pk in row.unit_ids)

    def _near(self, row):
        """People of the same name elsewhere: perhaps somebody who moved."""
        others = [p for p in self.by_name[row.record.key] if p.pk not in self.claimed]
        if not others:
            return ()
        names = "、".join(f"{self._where(p)} {p.username}" for p in others[:3])
        text = f"平台上另有同名人员（{names}）。如是同一人，请认定或填写其登录名；否则新建账号。"
        row.remark("title", "same_name", text)
        return tuple((p.pk, f"{p.name}（{self._where(p)} {p.username}）") for p in others[:5])

    def _where(self, person):
        """The unit of somebody, for telling homonyms apart."""
        held = self.held[person.pk]
        unit = next((a.unit for a in held if a.unit), None)
        return unit.short_name if unit else "工委" if held else "无任职"

    # --- what speaks against a row ------------------------------------------------------------------

    def _check(self, row, person):
        record = row.record
        claimed = self.claimed.get(person.pk if person else row.username.lower() or None)
        if claimed:
            text = f"与第{claimed}行是同一个账号。同一人的几个角色请写在同一行，用顿号分开。"
            name = "username" if row.username else "title"
            row.faults.append(error(record, name, "duplicate_username", text))
        elif person is None and not row.roles:
            offered = "、".join(Role.labels)
            row.refuse("role", "missing_role", f"新建账号须写明角色。请填{offered}。")
        elif person and not row.roles and row.unit_ids:
            units = {a.unit_id for a in self.held[person.pk] if is_open(a, self.today)} - {None}
            if units and not units & set(row.unit_ids):
                text = f"平台上此人在{self._where(person)}任职，名册没有写角色，单位没有改。"
                row.remark("unit", "other_unit", text)

    def _untouched(self):
        units = {pk for row in self.said for pk in row.unit_ids}
        named = set(self.claimed)
        return [
            f"{self._where(person)}：{person.name}"
            for person in self.people.values()
            if person.pk not in named
            and any(a.unit_id in units and is_open(a, self.today) for a in self.held[person.pk])
        ]

    # --- writing ------------------------------------------------------------------------------------

    def commit(self, plan: Plan, batch, actor) -> dict:
        creates, updates = plan.of(Action.CREATE), plan.of(Action.UPDATE)
        self._lock(updates)
        created = Person.objects.bulk_create(self._build(row) for row in creates)
        before, changed = self._update(updates)
        rows = [*creates, *updates]
        for row, person in zip(creates, created, strict=True):
            row.target = person
        appointments = []
        for row in rows:
            for appointment in self._moves(row).new:
                appointment.person = row.target
                appointments.append(appointment)
        Appointment.objects.bulk_create(appointments)
        AuditEntry.objects.bulk_create(
            entry_of(actor, "person.imported", label, row.target, changes=row.changes)
            for label, some in (("导入新增", creates), ("导入更新", updates))
            for row in some
        )
        people = [row.target for row in rows]
        return {
            "created": [person.pk for person in created],
            "appointments": [appointment.pk for appointment in appointments],
            "before": before,
            "after": {
                "people": {person.pk: snapshot(person, PERSON_FIELDS) for person in people},
                "appointments": {
                    a.pk: snapshot(a, APPOINTMENT_FIELDS) for a in [*appointments, *changed]
                },
            },
        }

    def _lock(self, rows):
        lock_as_read([row.target for row in rows], PERSON_FIELDS)
        changed = [appointment for row in rows for appointment, _ in self._moves(row).changed]
        lock_as_read(changed, APPOINTMENT_FIELDS)

    def _moves(self, row):
        return self.wanted[row.record.sheet, row.record.row][1]

    def _build(self, planned):
        row, _ = self.wanted[planned.record.sheet, planned.record.row]
        fields = dict(row.person)
        return Person(
            username=row.username, name=planned.record.title, password=make_password(None),
            must_change_password=True, office_id=fields.pop("office", None), **fields,
        )  # fmt: skip

    def _update(self, rows):
        """(what stood before, the appointments that changed)."""
        before = {"people": {}, "appointments": {}}
        changed = []
        for planned in rows:
            row, moves = self.wanted[planned.record.sheet, planned.record.row]
            before["people"][planned.target.pk] = snapshot(planned.target, PERSON_FIELDS)
            for name, value in row.person.items():
                setattr(planned.target, Person._meta.get_field(name).attname, value)
            for appointment, wanted in moves.changed:
                before["appointments"].setdefault(
                    appointment.pk, snapshot(appointment, APPOINTMENT_FIELDS)
                )
                for name, value in wanted.items():
                    setattr(appointment, name, value)
                changed.append(appointment)
        Person.objects.bulk_update([row.target for row in rows], PERSON_FIELDS, batch_size=BATCH)
        Appointment.objects.bulk_update(changed, ["post", "starts_on", "ends_on"], batch_size=BATCH)
        return before, changed

    # --- undoing ------------------------------------------------------------------------------------

    def undo(self, batch, actor):
        undo_people(batch, actor)
