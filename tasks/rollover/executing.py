"""Writing what a plan says, set-wise: new items, what is left behind, tasks, lists, phases. The caller's transaction."""

from django.db.models import Q

from tasks.assigning import fan_out_all
from tasks.closing import facts_changed
from tasks.figures import items_changed
from tasks.models import (
    DeadlineChange,
    ItemProgress,
    ItemState,
    KeyTaskTemplate,
    Month,
    ServiceList,
    WorkItem,
)
from tasks.models.report import EDITABLE_STATES
from tasks.phases import open_year
from tasks.rollover.plan import Plan
from tasks.workflows.deadline_change import withdraw_open
from tasks.workflows.item import continuation_of
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of

BATCH = 500


def execute(plan: Plan, actor) -> dict:
    """The ids of what was made and changed, for an undoing (`YearRollover.made`)."""
    templates = _templates(plan)
    lists, made_lists = _lists(plan)
    new_items = _continue(plan, templates, lists)
    _join(plan)
    _leave_behind(plan, new_items)
    _cancel(plan)
    task_items = fan_out_all(list(templates.values()))
    open_year(plan.new_year, {each.code: (each.starts_on, each.ends_on) for each in plan.phases})
    _record(plan, new_items, task_items, actor)
    units = {each.item.unit_id for each in [*plan.left_behind, *plan.cancelling]}
    items_changed(units | {item.unit_id for item in task_items})
    facts_changed(units)
    return {
        "items": [item.pk for item in new_items] + [item.pk for item in task_items],
        "joined": [each.twin for each in plan.joining],
        "left_behind": [each.item.pk for each in plan.left_behind],
        "templates": [template.pk for template in templates.values()],
        "lists": made_lists,
        "phases": [each.code for each in plan.phases],
    }


def _templates(plan) -> dict:
    """{old key task: the new year's}"""
    found = {}
    for old, deadline in plan.renewed:
        new = KeyTaskTemplate.objects.create(
            year=plan.new_year, title=old.title, requirements=old.requirements, deadline=deadline,
            deadline_kind=old.deadline_kind, audience=old.audience, kinds=old.kinds,
        )  # fmt: skip
        new.districts.set(old.districts.all())
        new.units.set(old.units.all())
        found[old.pk] = new
    return found


def _lists(plan):
    """({what makes a list one of the year: its id}, ids of those that are new)"""
    made = ServiceList.objects.bulk_create(
        (
            ServiceList(unit_id=unit, category=category, label=label, year=plan.new_year)
            for unit, category, label in plan.lists
        ),
        batch_size=BATCH,
    )
    rows = ServiceList.objects.filter(year=plan.new_year).order_by()
    there = {tuple(row[:3]): row[3] for row in rows.values_list("unit_id", "category", "label", "pk")}  # fmt: skip
    return there, [row.pk for row in made]


def _continue(plan, templates, lists):
    new_items = []
    for each in plan.going_on:
        old = each.item
        new = continuation_of(old, plan.new_year)
        # Saved in one go, without `save`.
        new.title_key = old.title_key
        if old.service_list_id:
            place = old.service_list
            new.service_list_id = lists[place.unit_id, place.category, place.label]
        if old.template_id in templates:
            new.template = templates[old.template_id]
        new_items.append(new)
    WorkItem.objects.bulk_create(new_items, batch_size=BATCH)
    of_old = {item.continued_from_id: item.pk for item in new_items}
    _bring_along(WorkItem.co_units.through, "unit_id", of_old)
    _bring_along(WorkItem.themes.through, "theme_id", of_old)
    return new_items


def _bring_along(links, other, of_old):
    """What an item is linked with, for its continuation too."""
    pairs = links.objects.filter(workitem__in=of_old).values_list("workitem_id", other)
    links.objects.bulk_create(
        (links(**{"workitem_id": of_old[old], other: key}) for old, key in pairs),
        batch_size=BATCH,
    )


def _join(plan):
    """An item that a new list brought already is the continuation of the old one."""
    twins = WorkItem.objects.in_bulk([each.twin for each in plan.joining])
    for each in plan.joining:
        twins[each.twin].continued_from = each.item
    WorkItem.objects.bulk_update(twins.values(), ["continued_from"], batch_size=BATCH)


def _leave_behind(plan, new_items):
    pks = [each.item.pk for each in plan.left_behind]
    WorkItem.objects.filter(pk__in=pks).update(last_year=plan.year)
    asked = DeadlineChange.objects.open().filter(item__in=pks).select_related("item")
    for change in asked:
        withdraw_open(change.item, f"事项已随{plan.year}年结束，新时限请在{plan.new_year}年的事项上申请。")  # fmt: skip
    _move_lines(plan, pks, new_items)


def _move_lines(plan, pks, new_items):
    """Where the new year's month runs already, its lines belong to the new items; bare ones of ended items go."""
    running = Month.objects.unlocked().filter(period__year=plan.new_year)
    lines = ItemProgress.objects.filter(item__in=pks, period__in=running.values("period"))
    of_old = {item.continued_from_id: item.pk for item in new_items}
    going_on, rest = [], []
    for line in lines.select_related("report"):
        if line.item_id in of_old:
            line.item_id = of_old[line.item_id]
            going_on.append(line)
        elif line.edited_at is None and line.report.state in EDITABLE_STATES:
            rest.append(line.pk)
    ItemProgress.objects.bulk_update(going_on, ["item"], batch_size=BATCH)
    ItemProgress.objects.filter(pk__in=rest).delete()


def _cancel(plan):
    items = []
    for each in plan.cancelling:
        each.item.state, each.item.state_reason = ItemState.CANCELLED, each.to.reason
        items.append(each.item)
    WorkItem.objects.bulk_update(items, ["state", "state_reason"], batch_size=BATCH)
    for change in DeadlineChange.objects.open().filter(item__in=items).select_related("item"):
        withdraw_open(change.item, "事项已取消。")


def _record(plan, new_items, task_items, actor):
    """One entry about each item, saved in one go."""
    of = f"{plan.year}年度结转"
    entries = [entry_of(actor, "item.carried_in", f"由{plan.year}年度结转", item) for item in new_items]  # fmt: skip
    entries += [entry_of(actor, "item.renewed", f"{of}时下达", item) for item in task_items]
    entries += [
        entry_of(actor, "item.carried_on", f"结转至{plan.new_year}年度", each.item)
        for each in [*plan.going_on, *plan.joining]
    ]
    entries += [entry_of(actor, "item.ended", "年底办结", each.item, reason=each.to.reason) for each in plan.ending]  # fmt: skip
    entries += [entry_of(actor, "item.cancel", "取消事项", each.item, reason=each.to.reason) for each in plan.cancelling]  # fmt: skip
    AuditEntry.objects.bulk_create(entries, batch_size=BATCH)


def built_on(made, new_year, since, actions) -> str:
    """Why what a roll-over made can no longer be taken back; empty while it can."""
    if Month.objects.filter(period__year=new_year).exists():
        return f"{new_year}年已有月份开放填报"
    items = made.get("items", [])
    touched = ItemProgress.objects.filter(item__in=items).exists() or DeadlineChange.objects.filter(item__in=items).exists()  # fmt: skip
    edited = AuditEntry.objects.filter(
        Q(object_type=WorkItem._meta.label_lower, object_id__in=[*items, *made.get("joined", [])])
        | Q(object_type=KeyTaskTemplate._meta.label_lower, object_id__in=made.get("templates", [])),
        at__gt=since,
    ).exclude(action__in=actions)
    if touched or edited.exists():
        return "结转生成的内容已经有人使用或修改"
    return ""
