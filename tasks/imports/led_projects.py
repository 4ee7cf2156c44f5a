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

    def find(self, record, known):
        leads = [record.values.get("lead")] if record.values.get("lead") else Lead.values
        found = (known.by_title.get((record.unit.key, record.key, lead)) for lead in leads)
        return next(filter(None, found), None)

    def wanted(self, record):
        return super().wanted(record) | {"lead": record.values.get("lead") or ""}

    def build(self, record, parsed, batch, order):
        item = super().build(record, parsed, batch, order)
        # A list that says neither is one of the secretary's: the commoner of the two.
        item.lead = item.lead or Lead.SECRETARY_LED
        return item
