"""第三方测评 from lists: kept beside the ratings, known by unit, year and name, never added to them (H17)."""

from reviews.models import SurveyResult
from units.registers.entry import FIRST_YEAR
from zhaotong_portal.imports.faults import error
from zhaotong_portal.imports.ledgers import LedgerImporter


class SurveyImporter(LedgerImporter):
    kind = "survey"
    label = "第三方测评"
    model = SurveyResult
    action = "survey"
    identity = ("unit_id", "year", "title")
    fields = ("surveyor", "asked", "satisfied", "held_on")
    texts = {"title": "title", "surveyor": "surveyor"}

    def read(self, parsed):
        units = {record.unit.key for record in parsed.records if record.unit}
        rows = self.listed().filter(unit__in=units)
        self.known = {(row.unit_id, row.year, row.title): row for row in rows}

    def listed(self):
        return SurveyResult.objects.select_related("unit")

    def understand(self, record):
        if record.unit is None:
            return self._refuse(record, "unit", "missing_unit", "请写明测评的是哪个单位。")
        values = record.values
        asked, satisfied = values.get("asked"), values.get("satisfied")
        if not asked:
            return self._refuse(
                record, "asked", "bad_count", "没有写明有效样本数。满意率必须带样本数。"
            )
        if satisfied is None:
            return self._refuse(record, "satisfied", "bad_count", "没有写明满意样本数。")
        if satisfied > asked:
            said = f"满意样本 {satisfied} 多于有效样本 {asked}，请核对。"
            return self._refuse(record, "satisfied", "bad_count", said)
        on = values.get("held_on")
        year = values.get("year") or (on.year if on else self.parsed.year)
        if not year or year < FIRST_YEAR:
            return self._refuse(
                record, "year", "bad_year", "没有写明是哪一年的测评，请填年度，如 2025。"
            )
        return {
            "unit_id": record.unit.key, "title": record.title, "year": year, "asked": asked,
            "satisfied": satisfied, "surveyor": values.get("surveyor") or "", "held_on": on,
        }  # fmt: skip

    def _refuse(self, record, field, code, text):
        self.messages.append(error(record, field, code, text))

    def shown(self, wanted):
        return {
            "年度": f"{wanted['year']}年",
            "有效样本": str(wanted["asked"]),
            "满意样本": str(wanted["satisfied"]),
        }
