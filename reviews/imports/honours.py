"""荣誉台账: honours from a list, known by holder, title and year."""

import re

from django.utils import timezone

from reviews.models import Honour, HonourLevel
from units.models import PartyOrganisation, Unit
from units.names import name_key
from units.organisation_names import OrganisationNames
from units.registers.entry import FIRST_YEAR, STANDING
from zhaotong_portal.excel.cells.dates import read_deadline
from zhaotong_portal.imports.faults import error
from zhaotong_portal.imports.ledgers import LedgerImporter
from zhaotong_portal.wording import full_day_text

# Words of the lists, the first that is found decides; in the column 级别 first, else in who gave it and its name.
LEVELS = (
    (re.compile(r"国家|全国|中央|中共中央|国务院"), HonourLevel.NATIONAL),
    (re.compile(r"省|云南"), HonourLevel.PROVINCIAL),
    (re.compile(r"市|昭通|州"), HonourLevel.MUNICIPAL),
    (re.compile(r"县|区"), HonourLevel.COUNTY),
)
FOR_GOOD = re.compile(r"长期|永久|不限|无期")
OTHER = re.compile(r"其他|其它|行业|系统")


def level_of(*texts):
    """国家级, 全国, 云南省委: the level that the first telling text names, else None."""
    for text in filter(None, texts):
        found = next((level for words, level in LEVELS if words.search(text)), None)
        if found:
            return found
    return None


class HonourImporter(LedgerImporter):
    kind = "honour"
    label = "荣誉台账"
    model = Honour
    action = "honour"
    identity = ("unit_id", "organisation_id", "title_key", "year")
    fields = ("level", "awarded_by", "document", "valid_until", "note")
    texts = {
        "title": "title",
        "awarded_by": "awarded_by",
        "document": "document",
        "note": "note",
    }

    def read(self, parsed):
        units = {record.unit.key for record in parsed.records if record.unit}
        units |= {unit.key for record in parsed.records for unit in record.co_units}
        self.organisations = OrganisationNames(PartyOrganisation.objects.filter(unit__in=units))
        self.units = Unit.objects.in_bulk(units)
        rows = self.listed().filter(unit__in=units)
        self.known = {self._identity_of(row): row for row in rows}

    def listed(self):
        return Honour.objects.filter(state__in=STANDING).for_list()

    def _identity_of(self, row):
        return tuple(getattr(row, name) for name in self.identity)

    def parts(self, record):
        """Several units in a cell were honoured together: each holds it."""
        if record.is_error or not record.co_units:
            return [record]
        units = [record.unit, *record.co_units]
        return [record._replace(unit=unit, co_units=()) for unit in units]

    def understand(self, record):
        if record.unit is None:
            return self._refuse(record, "unit", "missing_unit", "荣誉须写明是哪个单位获得的。")
        year = self._year(record)
        organisation = self._organisation(record)
        level = self._level(record)
        if not (year and level and organisation is not None):
            return None
        until, fault = self._valid_until(record, year)
        if fault:
            return self._refuse(record, "valid_until", "bad_date", fault)
        texts = {name: record.values.get(name) or "" for name in ("awarded_by", "document", "note")}
        return {
            "unit_id": record.unit.key,
            "organisation_id": organisation or None,
            "title": record.title,
            "title_key": name_key(record.title),
            "year": year,
            "level": level,
            "valid_until": until,
            **texts,
        }

    def _refuse(self, record, field, code, text):
        self.messages.append(error(record, field, code, text))

    def _year(self, record):
        """The column 年度, else the day it was given, else the year of the list."""
        on = record.values.get("awarded_on")
        year = record.values.get("year") or (on and on.year)
        if year is None:
            if record.cells.keys() & {"year", "awarded_on"}:
                text = "没有写明是哪一年获得的。请填年度，如 2025。"
                return self._refuse(record, "year", "bad_year", text)
            year = self.parsed.year
        if not FIRST_YEAR <= year <= timezone.localdate().year:
            return self._refuse(record, "year", "bad_year", f"“{year}”年不对，请核对年度。")
        return year

    @staticmethod
    def _valid_until(record, year):
        """(the last day or None, what is wrong with it). A year or month ends with its last day."""
        text = record.values.get("valid_until") or ""
        if not text or FOR_GOOD.search(text):
            return None, ""
        day = read_deadline(text, year).day
        if day is None:
            return None, f"“{text}”不是日期。请填日期，如 2027年12月31日；长期有效的留空。"
        if day.year < year:
            return None, f"有效期至 {full_day_text(day)}，早于获得荣誉的 {year}年。请核对。"
        return day, ""

    def _organisation(self, record):
        """Its pk, 0 where the unit itself holds the honour, None after a message."""
        text = record.values.get("organisation") or ""
        if not text:
            return 0
        found = self.organisations.find(record.unit.key, text, self.units[record.unit.key])
        if found is None:
            unit = self.units[record.unit.key]
            said = self.organisations.unknown(unit, text)
            return self._refuse(record, "organisation", "unknown_organisation", said)
        return found.pk

    def _level(self, record):
        values = record.values
        said = values.get("level") or ""
        known = {str(level.label): level for level in HonourLevel}
        level = known.get(said) or level_of(said)
        if level is None and OTHER.search(said):
            level = HonourLevel.OTHER
        if level is None and not said:
            level = level_of(values.get("awarded_by"), record.title)
        if level is None:
            text = f"“{said}”不是级别。" if said else "没有写明级别。"
            advice = "请填“国家级”“省级”“市级”“县级”或“其他”。"
            return self._refuse(record, "level", "bad_level", text + advice)
        return level

    def shown(self, wanted):
        organisation = self.organisations.by_pk.get(wanted["organisation_id"])
        holder = {"党组织": organisation.name} if organisation else {}
        return holder | {"年度": f"{wanted['year']}年", "级别": str(wanted["level"].label)}
