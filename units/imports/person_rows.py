"""What a row of a roster says: the person's fields, and which appointments it asks for."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from units.imports.roles import role_of_list, roles_of, works_in_unit
from units.models import Appointment, Person, Role
from units.names import name_key
from zhaotong_portal.excel.cells.choices import read_flag
from zhaotong_portal.excel.cells.dates import read_deadline
from zhaotong_portal.excel.cells.numerals import with_digits
from zhaotong_portal.excel.text import compact
from zhaotong_portal.imports.faults import error, too_long, warning

_PHONE = re.compile(r"\+?[\d()/、,;转-]*\d[\d()/、,;转-]*")
_STILL = re.compile(r"[-‐-―－/\\_.…]*|至今|现任|在任|在职|无|空")
_EVERYWHERE = {"全部", "全市", "所有", "全体", "各片区", "全部片区", "所有片区"}
_ON = {"启用", "在用", "正常", "有效", "在职", "在岗", "在任", "active"}
_OFF = {"停用", "禁用", "注销", "无效", "离职", "离岗", "离任", "调离", "退休", "inactive"}
REACH = {
    Role.ADMINISTRATOR: "可以管理全部单位、人员、设置和导入",
    Role.AUDITOR: "可以查看全部单位的数据和操作记录",
}


class Holding(NamedTuple):
    """A role on a scope; neither unit nor district is the whole committee."""

    role: str
    unit_id: int | None = None
    district_id: int | None = None

    @classmethod
    def of(cls, appointment):
        return cls(appointment.role, appointment.unit_id, appointment.district_id)


@dataclass
class PersonRow:
    """`faults` refuse the row, `remarks` do not. `scoped`: roles whose scope the row names itself."""

    record: object
    username: str = ""
    roles: tuple = ()
    unit_ids: tuple = ()
    holdings: list = field(default_factory=list)
    scoped: set = field(default_factory=set)
    person: dict = field(default_factory=dict)  # fields of Person that the row has a value for
    post: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    faults: list = field(default_factory=list)
    remarks: list = field(default_factory=list)

    def refuse(self, name, code, text):
        self.faults.append(error(self.record, name, code, text))

    def remark(self, name, code, text):
        self.remarks.append(warning(self.record, name, code, text))

    @property
    def is_of_committee(self):
        """Whether it puts the person on the committee's side, where no unit tells homonyms apart."""
        return any(not works_in_unit(role) for role in self.roles)


class RowReader:
    """Reads the rows of one file. `districts` and `offices`: {name: pk}."""

    def __init__(self, parsed, districts, offices):
        self.filename, self.year = parsed.filename, parsed.year
        self.titles = {
            sheet.name: [title for table in sheet.tables for title in table.titles]
            for sheet in parsed.sheets
        }
        self.districts = {district_key(name): pk for name, pk in districts.items()}
        self.district_names = list(districts)
        self.offices = {name_key(name): pk for name, pk in offices.items()}

    def read(self, record) -> PersonRow:
        row = PersonRow(record)
        row.unit_ids = tuple(
            dict.fromkeys(u.key for u in (record.unit, *record.co_units) if u is not None)
        )
        self._username(row)
        self._roles(row)
        self._contacts(row)
        self._office(row)
        self._active(row)
        self._dates(row)
        self._scopes(row)
        self._lengths(row)
        return row

    # --- who ----------------------------------------------------------------------------------------

    @staticmethod
    def _username(row):
        row.username = compact(row.record.values.get("username") or "")
        try:
            if row.username:
                Person._meta.get_field("username").run_validators(row.username)
        except ValidationError:
            text = f"“{row.username[:50]}”不能作登录名。请只用字母、数字和 . - _ @，不超过 50 个字符；也可以空着，由平台生成。"
            row.refuse("username", "bad_username", text)

    @staticmethod
    def _roles(row):
        row.roles, unknown = roles_of(row.record.values.get("role") or ())
        if unknown:
            offered = "、".join(Role.labels)
            row.refuse("role", "unknown_role", f"“{unknown[:30]}”不是平台的角色。请填{offered}。")

    def assume_role(self, row):
        """Somebody new in a list without a column of roles: its title says what the people of it are."""
        record = row.record
        role = role_of_list(*self.titles.get(record.sheet, ()), record.sheet, self.filename)
        if role is None or "role" in record.cells:
            return
        row.roles = (role,)
        text = f"名册没有角色一栏，按标题作为{role.label}。如不是，请加一栏写明角色。"
        row.remark("title", "role_of_list", text)
        self._scopes(row)

    @staticmethod
    def _contacts(row):
        phone = compact(row.record.values.get("phone") or "")
        email = compact(row.record.values.get("email") or "")
        if phone and not (_PHONE.fullmatch(phone) and 5 <= sum(c.isdigit() for c in phone) <= 26):
            row.refuse("phone", "bad_phone", f"“{phone[:30]}”不是电话号码。请改正或留空。")
        try:
            if email:
                validate_email(email)
        except ValidationError:
            row.refuse("email", "bad_email", f"“{email[:60]}”不是邮箱地址。请改正或留空。")
        row.person |= {k: v for k, v in (("phone", phone), ("email", email)) if v}

    def _office(self, row):
        said = row.record.values.get("office")
        if not said:
            return
        office = self.offices.get(name_key(said))
        if office:
            row.person["office"] = office
        else:
            row.remark("office", "unknown_office", f"“{said[:30]}”不是工委科室，科室没有填写。")

    @staticmethod
    def _active(row):
        said = compact(row.record.values.get("active") or "")
        if not said:
            return
        # A column that is called 停用 asks the other way round.
        cell = row.record.cells.get("active")
        asks_off = bool(cell) and "停用" in cell.label and "启用" not in cell.label
        if said.lower() in _ON | _OFF:
            row.person["is_active"] = said.lower() in _ON
        elif (flag := read_flag(said)) is not None:
            row.person["is_active"] = flag != asks_off
        else:
            row.refuse("active", "bad_active", f"“{said[:20]}”看不出启用还是停用。请填启用或停用。")

    def _dates(self, row):
        values = row.record.values
        row.post, row.starts_on = values.get("post") or "", values.get("starts_on")
        row.ends_on = read_last_day(row.record, "ends_on", self.year, row.faults.append)
        if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
            text = f"离任日期 {row.ends_on} 早于任职日期 {row.starts_on}。请更正。"
            row.refuse("ends_on", "end_before_start", text)

    def _lengths(self, row):
        texts = {"name": ("title", row.record.title), "phone": ("phone", row.person.get("phone"))}
        fault = too_long(Person, row.record, texts, hint="") or too_long(
            Appointment, row.record, {"post": ("post", row.post)}, hint=""
        )
        if fault:
            row.faults.append(fault)

    # --- where --------------------------------------------------------------------------------------

    def _scopes(self, row):
        districts, everywhere = self._districts(row)
        for role in row.roles:
            if works_in_unit(role):
                self._in_units(row, role)
            elif role in REACH:
                row.holdings.append(Holding(role))
            else:
                self._in_districts(row, role, districts, everywhere)

    def _districts(self, row):
        names = row.record.values.get("district") or ()
        everywhere = any(name in _EVERYWHERE for name in names)
        found = []
        for name in names:
            pk = self.districts.get(district_key(name))
            if pk:
                found.append(pk)
            elif name not in _EVERYWHERE:
                offered = "、".join(self.district_names)
                text = f"“{name[:20]}”不是片区。请填{offered}，或填全部。"
                row.refuse("district", "bad_district", text)
        return found, everywhere

    @staticmethod
    def _in_units(row, role):
        if row.unit_ids:
            row.holdings += [Holding(role, unit_id=pk) for pk in row.unit_ids]
            row.scoped.add(role)
        elif not _names_a_unit(row) and not any(f.code == "missing_unit" for f in row.faults):
            text = f"{role.label}须写明在哪个单位任职。请补上单位名称。"
            row.refuse("unit", "missing_unit", text)

    @staticmethod
    def _in_districts(row, role, districts, everywhere):
        if everywhere or districts:
            found = [None] if everywhere else districts
            row.holdings += [Holding(role, district_id=pk) for pk in found]
            row.scoped.add(role)
        elif role == Role.INSPECTOR and row.unit_ids and not any(map(works_in_unit, row.roles)):
            # Whoever also works in a unit does not inspect that one.
            row.holdings += [Holding(role, unit_id=pk) for pk in row.unit_ids]
            row.scoped.add(role)
            text = "没有写片区，以本行的单位为其督查的单位。如不是，请补上片区。"
            row.remark("unit", "inspects_unit", text)
        else:
            row.holdings.append(Holding(role))
        if role == Role.INSPECTOR and row.holdings[-1] == Holding(role):
            text = "督查组成员没有写片区或单位，暂时看不到任何单位。可补上督查的片区。"
            row.remark("district", "no_scope", text)


def _names_a_unit(row):
    """An unknown unit: the reader has said so."""
    cell = row.record.cells.get("unit")
    return bool(cell and cell.text.strip()) and not row.record.everyone


def district_key(name):
    return with_digits(name_key(name))


def read_last_day(record, name, year, refuse):
    """The day on which something ended, None where the cell says nothing; what it cannot mean is refused."""
    said = record.values.get(name)
    if not said or _STILL.fullmatch(compact(said)):
        return None
    found = read_deadline(said, year)
    if found.day is None:
        reason = f"（{found.reason}）" if found.reason else ""
        text = f"“{said[:30]}”不是日期{reason}。请填年月日，如 2025-03-31。"
        refuse(error(record, name, "bad_day", text))
    return found.day
