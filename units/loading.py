"""The first districts and units, from `fixtures/`: safe to repeat, later edits are kept."""

import csv
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from units.models import District, Unit, UnitAlias
from units.models.unit import LeadingGroup, UnitKind
from units.names import name_key

COMMITTEE_CODE = "ZT008"
_WITHOUT_LEADING_GROUP = {UnitKind.LAW_PROFESSION}
_LED_BY_A_COMMITTEE = {UnitKind.VERTICAL, UnitKind.STATE_ENTERPRISE, UnitKind.PUBLIC_HOSPITAL}


@dataclass(frozen=True)
class Loaded:
    districts: int
    units: int


def read_fixture(name):
    with (settings.FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_units(limit=None) -> Loaded:
    """Create the districts and units that are not there yet; `limit` takes only the first by order."""
    for row in read_fixture("districts.csv"):
        District.objects.get_or_create(
            order=int(row["order"]), defaults={"name": row["name"], "note": row["note"]}
        )
    districts = {district.name: district for district in District.objects.all()}
    known = set(Unit.objects.values_list("code", flat=True))
    rows = [row for row in read_fixture("units.csv")[:limit] if row["code"] not in known]
    for row in rows:
        unit = Unit.objects.create(
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            kind=row["kind"],
            leading_group=leading_group_of(row["kind"]),
            district=districts[row["district"]],
            protocol_order=int(row["order"]),
            is_committee=row["code"] == COMMITTEE_CODE,
        )
        add_aliases(unit, row["aliases"].split(";"))
    return Loaded(len(districts), len(rows))


def leading_group_of(kind):
    """What most units of a kind have; an office corrects single units in the admin."""
    if kind in _WITHOUT_LEADING_GROUP:
        return LeadingGroup.NONE
    return LeadingGroup.COMMITTEE if kind in _LED_BY_A_COMMITTEE else LeadingGroup.GROUP


def add_aliases(unit, texts):
    own = {name_key(unit.name), name_key(unit.short_name)}
    for text in filter(None, texts):
        if name_key(text) not in own:
            UnitAlias.objects.get_or_create(
                key=name_key(text), defaults={"unit": unit, "text": text}
            )
