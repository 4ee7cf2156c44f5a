"""三服务清单: items lie in a list (份) of one unit, category, year and label."""

from tasks.imports.items import BATCH, KINDS, ItemImporter
from tasks.models import ItemKind, ServiceList


class ServiceItemImporter(ItemImporter):
    kind = ItemKind.SERVICE_ITEM
    label = KINDS[ItemKind.SERVICE_ITEM]
    texts = {"measures": "measures", "target": "target", "beneficiary": "beneficiary"}
    flags = ("livelihood_ten", "enterprise_ten")

    def wanted(self, record):
        return super().wanted(record) | {"category": record.category or ""}

    def _create(self, plan, batch):
        self.lists = self._lists(plan)
        return super()._create(plan, batch)

    def _lists(self, plan):
        """{(unit pk, category): list}, made where they are missing."""
        parsed = plan.parsed
        of_list = ServiceList.objects.filter(year=parsed.year, label=parsed.label)
        lists = {(row.unit_id, row.category): row for row in of_list}
        wanted = dict.fromkeys(
            (row.record.unit.key, row.record.category) for row in plan.of("create")
        )
        missing = [
            ServiceList(unit_id=unit, category=category, year=parsed.year, label=parsed.label)
            for unit, category in wanted
            if (unit, category) not in lists
        ]
        ServiceList.objects.bulk_create(missing, batch_size=BATCH)
        return lists | {(row.unit_id, row.category): row for row in missing}

    def build(self, record, parsed, batch, order):
        item = super().build(record, parsed, batch, order)
        item.service_list = self.lists[record.unit.key, record.category]
        return item

    def after_undo(self, batch):
        ServiceList.objects.filter(
            year=batch.year, label=batch.label, items=None, number=""
        ).delete()
