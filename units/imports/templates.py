"""Templates of the lists of units, people and party organisations."""

from collections import defaultdict

from django.utils import timezone

from units.imports.person_rows import REACH, Holding
from units.imports.roles import works_in_unit
from units.models import (
    Appointment,
    District,
    Office,
    OrganisationKind,
    PartyOrganisation,
    Person,
    Role,
    Unit,
    UnitAlias,
    UnitKind,
)
from zhaotong_portal.excel.template import FormColumn
from zhaotong_portal.imports.templates import YES_NO, unit_column

NUMBER = FormColumn("序号", 6, locked=True)
SEVERAL = "几个之间用顿号分开。"


def _district_names():
    return list(District.objects.values_list("name", flat=True))


def _yes(value):
    return "是" if value else "否"


class UnitTemplate:
    """A unit is known by its code: the name may be corrected."""

    kind, for_units, has_label, is_monthly = "units", False, False, False
    note = "全称、简称、别称、类型、片区、排序、代码"

    def columns(self, wanted):
        return [
            FormColumn("单位代码", 12, "新单位可以不填，由平台编号。", fixed=True, check=20),
            FormColumn("单位全称", 34, "更名直接改这里。", check=100),
            FormColumn("单位简称", 18, check=50),
            FormColumn("别称", 34, f"{SEVERAL}写上的增加，没有写的不会去掉。"),
            FormColumn("单位类型", 12, "从下拉列表中选择。", UnitKind.labels),
            FormColumn("片区", 12, "从下拉列表中选择。", _district_names()),
            FormColumn("排序", 8, check="count"),
        ]

    def rows(self, wanted):
        aliases = defaultdict(list)
        for unit_id, text in UnitAlias.objects.order_by("pk").values_list("unit_id", "text"):
            aliases[unit_id].append(text)
        units = Unit.objects.select_related("district").order_by("protocol_order", "pk")
        if wanted.unit:
            units = units.filter(pk=wanted.unit.key)
        for unit in units:
            yield [
                unit.code,
                unit.name,
                unit.short_name,
                "、".join(aliases[unit.pk]),
                unit.get_kind_display(),
                unit.district.name,
                unit.protocol_order,
            ]


class OrganisationTemplate:
    """The name tells an organisation from others of its unit: it is not changed in a list."""

    kind, for_units, has_label, is_monthly = "organisation", True, False, False
    note = "各单位的党委、总支、支部：上级、类别、窗口和一线标记、成立和撤销日期"

    def columns(self, wanted):
        return [
            NUMBER,
            *unit_column(wanted, "单位"),
            FormColumn("党组织名称", 30, "更名请在数据管理中办理；新的党组织接着往下填。", fixed=True, check=100),
            FormColumn("类别", 12, "从下拉列表中选择。", OrganisationKind.labels),
            FormColumn("上级党组织", 28, "本单位内的上级；最上一级不填。"),
            FormColumn("窗口党支部", 11, "是或否。", YES_NO),
            FormColumn("项目一线党支部", 11, "是或否。", YES_NO),
            FormColumn("成立日期", 13, "如 2026-11-30。", check="date"),
            FormColumn("撤销日期", 13, "没有撤销的不填。", check="date"),
            FormColumn("排序", 8, check="count"),
        ]  # fmt: skip

    def rows(self, wanted):
        rows = PartyOrganisation.objects.visible_to(wanted.user).select_related("unit", "parent")
        if wanted.unit:
            rows = rows.filter(unit=wanted.unit.key)
        for number, row in enumerate(rows, 1):
            yield [
                number,
                *([] if wanted.unit else [row.unit.name]),
                row.name,
                row.get_kind_display(),
                row.parent.name if row.parent else None,
                _yes(row.is_service_window),
                _yes(row.is_project_front),
                row.founded_on,
                row.dissolved_on,
                row.order,
            ]


class PeopleTemplate:
    """A row a person. Whose appointments no single row can say keeps them: the row leaves them out."""

    kind, for_units, has_label, is_monthly = "people", False, False, False
    note = "登录名、姓名、角色、单位或片区、职务、电话、邮箱、任职日期、是否启用"

    def columns(self, wanted):
        units = "在单位任职的写单位全称或规范简称；" + SEVERAL
        return [
            FormColumn("登录名", 16, "新人员可以不填，由平台生成。", fixed=True, check=50),
            FormColumn("姓名", 12, check=50),
            FormColumn("角色", 18, "从下拉列表中选择；" + SEVERAL, Role.labels, open_choices=True),
            FormColumn("单位", 30, units),
            FormColumn("片区", 14, "工委一侧的写片区，全市的不填。", _district_names(), open_choices=True),
            FormColumn("职务", 18, check=50),
            FormColumn("电话", 16, check=30),
            FormColumn("邮箱", 24),
            FormColumn("科室", 16, "工委科室。", list(Office.objects.values_list("name", flat=True)), open_choices=True),
            FormColumn("任职日期", 13, "如 2026-11-30。", check="date"),
            FormColumn("离任日期", 13, "在任的不填。", check="date"),
            FormColumn("启用", 8, "停用后不能登录。", ("启用", "停用")),
        ]  # fmt: skip

    def rows(self, wanted):
        held = defaultdict(list)
        today = timezone.localdate()
        for row in Appointment.objects.current(today).select_related("unit", "district"):
            held[row.person_id].append(row)
        people = Person.objects.select_related("office").order_by("username")
        if wanted.unit:
            people = people.filter(appointments__unit=wanted.unit.key).distinct()
        for person in people:
            said = _as_one_row(held[person.pk])
            yield [
                person.username,
                person.name,
                *said[:4],
                person.phone,
                person.email,
                person.office.name if person.office else None,
                *said[4:],
                "启用" if person.is_active else "停用",
            ]


def _as_one_row(appointments):
    """[roles, units, districts, post, first day, last day] that mean just these appointments, else nothing."""
    roles = list(dict.fromkeys(a.role for a in appointments))
    units = {a.unit_id: a.unit.name for a in appointments if a.unit}
    districts = {a.district_id: a.district.name for a in appointments if a.district}
    if {Holding.of(a) for a in appointments} != _meant_by(roles, units, districts):
        return [None] * 6
    return [
        "、".join(Role(role).label for role in roles),
        "、".join(units.values()),
        "、".join(districts.values()),
        _common(appointments, "post"),
        _common(appointments, "starts_on"),
        _common(appointments, "ends_on"),
    ]


def _meant_by(roles, units, districts):
    """What the import makes of these words (units/imports/person_rows.py)."""
    found = set()
    for role in roles:
        if works_in_unit(role):
            found |= {Holding(role, unit_id=pk) for pk in units}
        elif role in REACH or not (districts or (role == Role.INSPECTOR and units)):
            found.add(Holding(role))
        elif districts:
            found |= {Holding(role, district_id=pk) for pk in districts}
        else:
            found |= {Holding(role, unit_id=pk) for pk in units}
    return found


def _common(appointments, name):
    values = {getattr(a, name) for a in appointments}
    return values.pop() if len(values) == 1 else None
