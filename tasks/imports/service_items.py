"""三服务清单: items lie in a list (份) of one unit, category, year and label."""

from tasks.imports.items import BATCH, KINDS, ItemImporter
from tasks.models import ItemKind, ServiceList
from zhaotong_portal.imports.plan import Action
from zhaotong_portal.imports.portions import portions


class ServiceItemImporter(ItemImporter):
    kind = ItemKind.SERVICE_ITEM
    label = KINDS[ItemKind.SERVICE_ITEM]
    texts = {"measures": "measures", "target": "target", "beneficiary": "beneficiary"}
    flags = ("livelihood_ten", "enterprise_ten")
    # The list that an item lies in follows its category.
    choices = ("category", "service_list_id")

    def wanted(self, record):
        return super().wanted(record) | {"category": record.category or ""}

    def commit(self, plan, batch, actor):
        self.lists, made = self._lists(plan)
        return super().commit(plan, batch, actor) | {"lists": [row.pk for row in made]}

    def _lists(self, plan):
        """{(unit pk, category): pk of its list}, and the lists that were missing."""
        parsed = plan.parsed
        there = ServiceList.objects.filter(year=parsed.year, label=parsed.label)
        lists = {
            (unit, category): pk
            for pk, unit, category in there.values_list("pk", "unit", "category")
        }
        pairs = [
            (unit, row.record.category)
            for row in plan.of(Action.CREATE)
            for unit in self._units_of(row.record)
        ]
        pairs += [
            (row.target.unit_id, row.record.category or row.target.category)
            for row in plan.of(Action.UPDATE)
        ]
        made = [
            ServiceList(unit_id=unit, category=category, year=parsed.year, label=parsed.label)
            for unit, category in dict.fromkeys(pairs)
            if (unit, category) not in lists
        ]  # fmt: skip
        ServiceList.objects.bulk_create(made, batch_size=BATCH)
        return lists | {(row.unit_id, row.category): row.pk for row in made}, made

    def build(self, record, unit_id, parsed, batch, order):
        fields = super().build(record, unit_id, parsed, batch, order)
        fields["service_list_id"] = self.lists[unit_id, record.category]
        return fields

    def apply(self, row):
        item = super().apply(row)
        item.service_list_id = self.lists[item.unit_id, item.category]
        return item

    def after_undo(self, batch):
        for pks in portions(batch.effects["lists"]):
            ServiceList.objects.filter(pk__in=pks, items=None).delete()
