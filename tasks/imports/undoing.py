"""Taking a batch of items back: possible while nothing was built on it (rules.md §4)."""

from django.db.models import Q

from tasks.imports import deadlines
from tasks.models import DeadlineChange, ItemClosing, ItemProgress, SheetLine, WorkItem
from tasks.models.report import EDITABLE_STATES
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import differences, entry_of, values_of
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.later_edits import edits_since
from zhaotong_portal.imports.portions import SIZE, portions
from zhaotong_portal.progress import in_portions, stage

# Follow from what is shown.
NOT_SHOWN = ("title_key", "service_list_id")


def take_back(batch, actor) -> set:
    """Delete what the batch created, restore what it changed; the units concerned. Raises CannotUndo."""
    effects = batch.effects
    created, before = effects["created"], effects["before"]
    stage("checking")
    _refuse_if_built_on(batch, created, [*created, *map(int, before)])
    stage("undoing")
    deadlines.take_back(effects)
    units = set()
    for pks in in_portions(created, SIZE):
        items = WorkItem.objects.filter(pk__in=pks)
        units |= set(items.values_list("unit_id", flat=True))
        # Lines that nobody wrote in go with their items.
        ItemProgress.objects.filter(item__in=pks).delete()
        items.delete()
    for pks in in_portions(list(before), SIZE):
        units |= _restore(WorkItem.objects.filter(pk__in=pks).order_by("pk"), before, actor)
    return units


def _restore(items, before, actor) -> set:
    """The items as they were, and in their history that the list's update was taken back."""
    items, entries, changed = list(items), [], set()
    assisting = {}
    pairs = WorkItem.co_units.through.objects.filter(workitem__in=items)
    for item_pk, unit_pk in pairs.values_list("workitem_id", "unit_id"):
        assisting.setdefault(item_pk, set()).add(unit_pk)
    for item in items:
        values = dict(before[str(item.pk)])
        co_units = values.pop("co_units")
        if set(co_units) != assisting.get(item.pk, set()):
            item.co_units.set(co_units)
        differing = [name for name, value in values.items() if getattr(item, name) != value]
        shown = [name for name in differing if name not in NOT_SHOWN]
        was = values_of(item, shown)
        for name in differing:
            setattr(item, name, values[name])
        changed.update(differing)
        changes = differences(was, item, shown)
        entries.append(entry_of(actor, "item.import_undone", "撤销导入更新", item, changes=changes))
    if changed:
        WorkItem.objects.bulk_update(items, sorted(changed), batch_size=200)
    AuditEntry.objects.bulk_create(entries)
    return {item.unit_id for item in items}


def _refuse_if_built_on(batch, created, touched):
    """An item of the batch was edited, reported on, decided on or mentioned since."""
    found = {
        "个事项已有月度填报": 0,
        "次修改": 0,
        "项时限变更已办理": 0,
        "处已写入工作提示单": 0,
        "个事项已计入锁定月份": 0,
    }
    found["次修改"] = edits_since("tasks.workitem", touched, batch.committed_at)
    new = set(created)
    for pks in in_portions(touched, SIZE):
        lines = ItemProgress.objects.filter(item__in=pks)
        since = Q(edited_at__gte=batch.committed_at) | Q(report__signed_at__gte=batch.committed_at)
        not_draft = ~Q(report__state__in=EDITABLE_STATES)
        reported = lines.filter(
            since | Q(item__in=new.intersection(pks)) & (Q(edited_at__isnull=False) | not_draft)
        )
        found["个事项已有月度填报"] += reported.values("item").distinct().count()
        found["项时限变更已办理"] += DeadlineChange.objects.filter(
            ~Q(import_batch=batch), item__in=pks, asked_at__gte=batch.committed_at
        ).count()
    for pks in portions(batch.effects["deadline_changes"]):
        moved = DeadlineChange.objects.filter(pk__in=pks).exclude(state="asked")
        found["项时限变更已办理"] += moved.count()
    for pks in portions(created):
        found["处已写入工作提示单"] += SheetLine.objects.filter(item__in=pks).count()
        closed = ItemClosing.objects.filter(item__in=pks)
        found["个事项已计入锁定月份"] += closed.values("item").distinct().count()
    if any(found.values()):
        built = "，".join(f"{count}{what}" for what, count in found.items() if count)
        raise CannotUndo(f"这批数据导入后已有{built}，不能整批撤销。")
