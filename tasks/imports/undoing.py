"""What was built on an imported batch: undo is possible while it is nothing (rules.md §4)."""

from django.db.models import Q

from tasks.models import DeadlineChange, ItemProgress, SheetLine
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports.batches import CannotUndo


def refuse_if_built_on(batch, items, effects):
    """Raises CannotUndo when an item of the batch was edited, reported on or referred to since."""
    pks = list(items.values_list("pk", flat=True))
    touched = [*pks, *map(int, effects["before"])]
    reported = ItemProgress.objects.filter(item__in=touched, edited_at__gte=batch.committed_at)
    edited = AuditEntry.objects.filter(
        object_type="tasks.workitem", object_id__in=touched, at__gt=batch.committed_at
    )
    decided = DeadlineChange.objects.filter(
        Q(item__in=touched), ~Q(import_batch=batch), asked_at__gte=batch.committed_at
    )
    moved = DeadlineChange.objects.filter(pk__in=effects["deadline_changes"]).exclude(state="asked")
    mentioned = SheetLine.objects.filter(item__in=pks)
    found = {
        "个事项已有月度填报": reported.values("item").distinct().count(),
        "次修改": edited.count(),
        "项时限变更已办理": decided.count() + moved.count(),
        "处已写入工作提示单": mentioned.count(),
    }
    if any(found.values()):
        built = "，".join(f"{count}{what}" for what, count in found.items() if count)
        raise CannotUndo(f"这批数据导入后已有{built}，不能整批撤销。")
    # Lines that nobody wrote in go with their items.
    ItemProgress.objects.filter(item__in=pks, edited_at=None).delete()
