"""书记领办、支部引办项目: which of the two is said by the list's title, its sheet, or its columns."""

from tasks.imports.items import KINDS, ItemImporter
from tasks.models import ItemKind, Lead


class LedProjectImporter(ItemImporter):
    kind = ItemKind.LED_PROJECT
    label = KINDS[ItemKind.LED_PROJECT]
    texts = {"measures": "measures", "target": "target", "branch": "branch"}

    def identity(self, item):
        """书记领办 and 支部引办 are counted apart (B2): the same title in both lists is two projects."""
        return item.unit_id, item.title_key, item.lead

    def find(self, unit_id, record):
        leads = [record.values["lead"]] if record.values.get("lead") else Lead.values
        found = (self.known.by_title.get((unit_id, record.key, lead)) for lead in leads)
        return next(filter(None, found), None)

    def could_mean(self, record, item):
        lead = record.values.get("lead")
        return super().could_mean(record, item) and lead in (None, "", item.lead)

    def build(self, record, unit_id, parsed, order):
        fields = super().build(record, unit_id, parsed, order)
        # A list that says neither is one of the secretary's: the commoner of the two.
        fields["lead"] = record.values.get("lead") or Lead.SECRETARY_LED.value
        return fields
