"""三服务清单: items lie in a list (份) of one unit, category, year and label."""

from tasks.imports.items import BATCH, KINDS, ItemImporter
from tasks.models import ItemKind, ServiceList
from zhaotong_portal.excel.memo import without_collector
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
        values = super().wanted(record)
        values["category"] = record.category or ""
        return values

    @without_collector()
    def commit(self, plan, batch, actor):
        self.lists, made = self._lists(plan)
        return super().commit(plan, batch, actor) | {"lists": [row.pk for row in made]}

    def _lists(self, plan):
        """{(year, label, unit pk, category): pk of its list}, and the lists that were missing.

        A row that says by its key which item it is may belong to another list than the file's.
        """
        parsed, updated = plan.parsed, plan.of(Action.UPDATE)
        wanted = [
            (parsed.year, parsed.label, unit, row.record.category)
            for row in plan.of(Action.CREATE)
            for unit in self._units_of(row.record)
        ]
        wanted += [_list_of(row.target, row.record.category) for row in updated]
        years = {year for year, *_ in wanted}
        there = ServiceList.objects.filter(year__in=years)
        names = ("year", "label", "unit", "category")
        lists = {tuple(place): pk for pk, *place in there.values_list("pk", *names)}
        made = [
            ServiceList(year=year, label=label, unit_id=unit, category=category)
            for year, label, unit, category in dict.fromkeys(wanted)
            if (year, label, unit, category) not in lists
        ]
        ServiceList.objects.bulk_create(made, batch_size=BATCH)
        return lists | {_list_of(row, row.category): row.pk for row in made}, made

    def build(self, record, unit_id, parsed, order):
        fields = super().build(record, unit_id, parsed, order)
        place = (parsed.year, parsed.label, unit_id, record.category)
        fields["service_list_id"] = self.lists[place]
        return fields

    def apply(self, row):
        item = super().apply(row)
        item.service_list_id = self.lists[_list_of(item, item.category)]
        return item

    def after_undo(self, batch):
        for pks in portions(batch.effects["lists"]):
            ServiceList.objects.filter(pk__in=pks, items=None).delete()


def _list_of(item, category):
    """Where the item, or the list itself, lies; `category` as the row says it, else the one that it has."""
    return item.year, item.label, item.unit_id, category or item.category
