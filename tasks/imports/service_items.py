"""三服务清单: items lie in a list (份) of one unit, category, year and label."""

from tasks.imports.items import BATCH, KINDS, ItemImporter
from tasks.models import ItemKind, ServiceList, WorkItem
from zhaotong_portal.imports.plan import Action
from zhaotong_portal.imports.portions import portions


class ServiceItemImporter(ItemImporter):
    kind = ItemKind.SERVICE_ITEM
    label = KINDS[ItemKind.SERVICE_ITEM]
    texts = {"measures": "measures", "target": "target", "beneficiary": "beneficiary"}
    flags = ("livelihood_ten", "enterprise_ten")
    choices = ("category",)

    def wanted(self, record):
        return super().wanted(record) | {"category": record.category or ""}

    def commit(self, plan, batch, actor):
        self.made = []
        self.lists = self._lists(plan)
        return super().commit(plan, batch, actor) | {"lists": [row.pk for row in self.made]}

    def _lists(self, plan):
        """{(unit pk, category): list}, made where they are missing."""
        parsed = plan.parsed
        of_list = ServiceList.objects.filter(year=parsed.year, label=parsed.label)
        lists = {(row.unit_id, row.category): row for row in of_list}
        wanted = dict.fromkeys(
            (unit, row.record.category)
            for row in plan.rows
            if row.action in (Action.CREATE, Action.UPDATE) and row.record.category
            for unit in self._units_of(row.record)
        )
        self.made = [
            ServiceList(unit_id=unit, category=category, year=parsed.year, label=parsed.label)
            for unit, category in wanted
            if (unit, category) not in lists
        ]
        ServiceList.objects.bulk_create(self.made, batch_size=BATCH)
        return lists | {(row.unit_id, row.category): row for row in self.made}

    def build(self, record, unit_id, parsed, batch, order):
        item = super().build(record, unit_id, parsed, batch, order)
        item.service_list = self.lists[unit_id, record.category]
        return item

    def _update(self, plan):
        """The list that an item lies in follows its category."""
        items = super()._update(plan)
        for item in items:
            item.service_list = self.lists.get((item.unit_id, item.category), item.service_list)
        WorkItem.objects.bulk_update(items, ["service_list"], batch_size=200)
        return items

    def _before(self, plan):
        before = super()._before(plan)
        for row in plan.of(Action.UPDATE):
            before[str(row.target.pk)]["service_list_id"] = row.target.service_list_id
        return before

    def after_undo(self, batch):
        for pks in portions(batch.effects["lists"]):
            ServiceList.objects.filter(pk__in=pks, items=None).delete()
