"""What a row of a register of party organisations says."""

import re
from dataclasses import dataclass, field

from units.imports.person_rows import read_last_day
from units.models import OrganisationKind, PartyOrganisation
from units.names import name_key
from zhaotong_portal.excel.text import compact
from zhaotong_portal.imports.faults import error, too_long

KINDS = {
    **{label: OrganisationKind(value) for value, label in OrganisationKind.choices},
    **{value: OrganisationKind(value) for value in OrganisationKind.values},
    "党委": OrganisationKind.COMMITTEE, "基层党委": OrganisationKind.COMMITTEE,
    "总支": OrganisationKind.GENERAL_BRANCH, "机关党总支": OrganisationKind.GENERAL_BRANCH,
    "总支部": OrganisationKind.GENERAL_BRANCH, "党总支部": OrganisationKind.GENERAL_BRANCH,
    "支部": OrganisationKind.BRANCH, "机关党支部": OrganisationKind.BRANCH, "联合党支部": OrganisationKind.BRANCH,
    "联合支部": OrganisationKind.BRANCH, "临时党支部": OrganisationKind.BRANCH, "临时支部": OrganisationKind.BRANCH,
    "功能型党支部": OrganisationKind.BRANCH, "流动党支部": OrganisationKind.BRANCH,
}  # fmt: skip
_BY_NAME = (
    (re.compile(r"总支(部)?(委员会)?$"), OrganisationKind.GENERAL_BRANCH),
    (re.compile(r"支部(委员会)?$"), OrganisationKind.BRANCH),
    (re.compile(r"(党委|委员会)$"), OrganisationKind.COMMITTEE),
)
_NONE = re.compile(r"[-‐-―－/\\_.…]*|无|空")
_GROUP = re.compile(r"党组$|党组织关系$")


@dataclass
class OrganisationRow:
    """`parent_key`: the parent's name as compared, "" for the top of the unit, None where the row does not say."""

    record: object
    unit_id: int | None = None
    parent_key: str | None = None
    parent_text: str = ""
    wanted: dict = field(default_factory=dict)  # fields that the row has a value for
    faults: list = field(default_factory=list)

    def refuse(self, name, code, text):
        self.faults.append(error(self.record, name, code, text))


class OrganisationReader:
    """`units`: {pk: unit}; `known`: {(unit, name as compared): organisation}."""

    def __init__(self, parsed, units, known):
        self.year, self.units, self.known = parsed.year, units, known
        committee = next((unit for unit in units.values() if unit.is_committee), None)
        self.committee = committee

    def read(self, record) -> OrganisationRow:
        row = OrganisationRow(record, record.unit.key if record.unit else None)
        if not row.unit_id or not record.key:
            return row
        self._kind(row)
        self._parent(row)
        self._flags(row)
        self._dates(row)
        if fault := too_long(PartyOrganisation, record, {"name": ("title", record.title)}, hint=""):
            row.faults.append(fault)
        if record.everyone or record.co_units:
            text = "一个党组织只属于一个单位。请每个单位写一行。"
            row.refuse("unit", "several_units", text)
        return row

    def _kind(self, row):
        """By the column, else by the name; one that exists keeps its own where the column is empty."""
        said = compact(row.record.values.get("org_kind") or "")
        existing = self.known.get((row.unit_id, row.record.key))
        kind = KINDS.get(said)
        if kind is None and not said:
            kind = existing.kind if existing else _kind_by_name(compact(row.record.title))
        if kind is not None:
            row.wanted["kind"] = str(kind)
            return
        offered = "、".join(OrganisationKind.labels)
        if _GROUP.search(said):
            text = "党组不是基层党组织，不在这里登记。请删去这一行。"
        elif said:
            text = f"“{said[:20]}”不是党组织类别。请填{offered}。"
        else:
            text = f"没有写明类别，名称也看不出。请填{offered}。"
        row.refuse("org_kind", "bad_org_kind" if said else "missing_org_kind", text)

    def _parent(self, row):
        """The committee's or the unit's own name above an organisation means: the top of the unit."""
        said = compact(row.record.values.get("parent") or "")
        if not said:
            return
        row.parent_text = said
        key = name_key(said)
        top = _NONE.fullmatch(said) or key in self._tops(row.unit_id)
        row.parent_key = "" if top and (row.unit_id, key) not in self.known else key

    def _tops(self, unit_id):
        names = set()
        for unit in filter(None, (self.units[unit_id], self.committee)):
            for name in (unit.name, unit.short_name):
                names |= {name_key(name + group) for group in ("", "党组", "党委")}
        return names

    @staticmethod
    def _flags(row):
        values = row.record.values
        for name, column in (("is_service_window", "window"), ("is_project_front", "front")):
            if values.get(column) is not None and values.get(column) != "":
                row.wanted[name] = values[column]

    def _dates(self, row):
        values = row.record.values
        founded = values.get("founded_on") or None
        dissolved = read_last_day(row.record, "dissolved_on", self.year, row.faults.append)
        existing = self.known.get((row.unit_id, row.record.key))
        row.wanted |= {
            name: value
            for name, value in (
                ("founded_on", founded), ("dissolved_on", dissolved), ("order", values.get("order")),
            )
            if value is not None
        }  # fmt: skip
        first = founded or (existing and existing.founded_on)
        last = dissolved or (existing and existing.dissolved_on)
        if first and last and last < first:
            text = f"撤销日期 {last} 早于成立日期 {first}。请更正。"
            row.refuse("dissolved_on" if dissolved else "founded_on", "end_before_start", text)


def _kind_by_name(name):
    return next((kind for words, kind in _BY_NAME if words.search(name)), None)
