"""Taking a batch of items back: possible while nothing was built on it (rules.md §4)."""

from django.db.models import Q

from tasks.imports import deadlines
from tasks.models import DeadlineChange, ItemProgress, SheetLine, WorkItem
from tasks.models.report import EDITABLE_STATES
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.portions import portions


def take_back(batch) -> set:
    """Delete what the batch created, restore what it changed; the units concerned. Raises CannotUndo."""
    effects = batch.effects
    created, before = effects["created"], effects["before"]
    _refuse_if_built_on(batch, created, [*created, *map(int, before)])
    deadlines.take_back(effects)
    units = set()
    for pks in portions(created):
        items = WorkItem.objects.filter(pk__in=pks)
        units |= set(items.values_list("unit_id", flat=True))
        # Lines that nobody wrote in go with their items.
        ItemProgress.objects.filter(item__in=pks).delete()
        items.delete()
    for item in WorkItem.objects.filter(pk__in=list(before)).order_by("pk"):
        values = dict(before[str(item.pk)])
        item.co_units.set(values.pop("co_units"))
        WorkItem.objects.filter(pk=item.pk).update(**values)
        units.add(item.unit_id)
    return units


def _refuse_if_built_on(batch, created, touched):
    """An item of the batch was edited, reported on, decided on or mentioned since."""
    found = {"个事项已有月度填报": 0, "次修改": 0, "项时限变更已办理": 0, "处已写入工作提示单": 0}
    for pks in portions(touched):
        lines = ItemProgress.objects.filter(item__in=pks)
        since = Q(edited_at__gte=batch.committed_at) | Q(report__signed_at__gte=batch.committed_at)
        not_draft = ~Q(report__state__in=EDITABLE_STATES)
        reported = lines.filter(
            since | Q(item__in=created) & (Q(edited_at__isnull=False) | not_draft)
        )
        found["个事项已有月度填报"] += reported.values("item").distinct().count()
        found["次修改"] += AuditEntry.objects.filter(
            object_type="tasks.workitem", object_id__in=pks, at__gt=batch.committed_at
        ).count()
        found["项时限变更已办理"] += DeadlineChange.objects.filter(
            ~Q(import_batch=batch), item__in=pks, asked_at__gte=batch.committed_at
        ).count()
    for pks in portions(batch.effects["deadline_changes"]):
        moved = DeadlineChange.objects.filter(pk__in=pks).exclude(state="asked")
        found["项时限变更已办理"] += moved.count()
    for pks in portions(created):
        found["处已写入工作提示单"] += SheetLine.objects.filter(item__in=pks).count()
    if any(found.values()):
        built = "，".join(f"{count}{what}" for what, count in found.items() if count)
        raise CannotUndo(f"这批数据导入后已有{built}，不能整批撤销。")
