"""A list with another deadline than the portal's: never a change in silence, always a request that staff decide."""

from tasks.models import DeadlineChange, DeadlineChangeState
from tasks.models.work_item import DeadlineKind
from zhaotong_portal.imports.faults import warning
from zhaotong_portal.imports.portions import portions
from zhaotong_portal.wording import full_day_text

CHANGE = "申请调整时限"
REASON = "导入清单中的时限与平台不一致。"
REPLACED = "由新导入的清单替代。"


def differs(record, item, asked) -> bool:
    """Whether the list says another deadline than the item has and than was already asked for."""
    wanted = (record.deadline, record.deadline_kind)
    if record.deadline_kind == "none" or wanted == (item.deadline, item.deadline_kind):
        return False
    return asked is None or wanted != (asked.new_deadline, asked.new_deadline_kind)


def old_and_new(record, item):
    return [
        as_text(item.deadline, item.deadline_kind),
        as_text(record.deadline, record.deadline_kind),
    ]


def as_text(deadline, kind) -> str:
    return full_day_text(deadline) if deadline else DeadlineKind(kind).label


def kept(record, item):
    """An item that is claimed done, accepted or cancelled keeps its deadline."""
    old, new = old_and_new(record, item)
    state = item.get_state_display()
    text = f"清单时限 {new} 与平台的 {old} 不同；事项{state}，时限不再变更。"
    return warning(record, "deadline", "deadline_kept", text)


def ask(rows, batch, actor) -> dict:
    """One request for each row that wants another deadline; returns what undo needs."""
    rows = [row for row in rows if CHANGE in row.changes]
    if not rows:
        return {"deadline_changes": [], "withdrawn": []}
    # One open request at a time: the newer list takes the place of an older request.
    withdrawn = []
    for pks in portions(row.target.pk for row in rows):
        withdrawn += DeadlineChange.objects.open().filter(item__in=pks).values_list("pk", flat=True)
    _move(DeadlineChange.objects.all(), withdrawn, DeadlineChangeState.WITHDRAWN, REPLACED)
    asked = DeadlineChange.objects.bulk_create(
        DeadlineChange(
            item=row.target, old_deadline=row.target.deadline, old_deadline_kind=row.target.deadline_kind,
            new_deadline=row.record.deadline, new_deadline_kind=row.record.deadline_kind,
            reason=REASON, asked_by=actor, import_batch=batch,
        )
        for row in rows
    )  # fmt: skip
    return {"deadline_changes": [change.pk for change in asked], "withdrawn": withdrawn}


def take_back(effects):
    """The batch's own requests go, the ones that they replaced are open again."""
    for pks in portions(effects["deadline_changes"]):
        DeadlineChange.objects.filter(pk__in=pks).delete()
    replaced = DeadlineChange.objects.filter(decision=REPLACED)
    _move(replaced, effects["withdrawn"], DeadlineChangeState.ASKED, "")


def _move(changes, keys, state, decision):
    for pks in portions(keys):
        changes.filter(pk__in=pks).update(state=state, decision=decision)
