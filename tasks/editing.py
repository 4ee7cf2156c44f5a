"""Editing the plan of an item: which role may change what, with every difference in the audit trail.

A month's text is never edited here (that is the line), nor a deadline (that is a `DeadlineChange`), nor a state
(those are the workflows).
"""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.db import transaction

from tasks.figures import items_changed
from tasks.models import ItemKind, ListKind, ServiceList, WorkItem
from tasks.models.work_item import OPEN_STATES, REPORTING_STATES
from units.models import Role
from units.names import name_key
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import NotAllowed, StateChanged

PLAN_FIELDS = ("measures", "carrier", "path", "target", "people", "five_type")
HEAD_FIELDS = ("title", "beneficiary", "category", "lead", "branch", "livelihood_ten", "enterprise_ten", "core_indicator")  # fmt: skip
OF_KIND = {
    ItemKind.SERVICE_ITEM: {"category", "beneficiary", "livelihood_ten", "enterprise_ten"},
    ItemKind.LED_PROJECT: {"lead", "branch"},
    ItemKind.KEY_TASK: set(),
    ItemKind.EXTRA_LIST: {"core_indicator"},
}
CO_UNITS = "co_units"
THEMES = "themes"
MILESTONES = "milestones"
# What only some kind of item has.
_OF_SOME_KIND = set().union(*OF_KIND.values())


def fits(field, kind):
    """Whether an item of this kind has the field at all."""
    return field not in _OF_SOME_KIND or field in OF_KIND[kind]


def editable_fields(item, actor):
    """Names of what this person may change on this item now; empty: nothing."""
    if edits_for_the_committee(actor, item.unit):
        if item.state not in REPORTING_STATES:
            return ()
        fields = (*HEAD_FIELDS, *PLAN_FIELDS, CO_UNITS, THEMES, MILESTONES)
        return tuple(name for name in fields if fits(name, item.kind))
    if actor.scope.works_in_unit and item.unit_id in actor.scope.unit_ids:
        return (*PLAN_FIELDS, THEMES, MILESTONES) if item.state in OPEN_STATES else ()
    return ()


def edits_for_the_committee(actor, unit):
    """Administrators keep lists; staff keep those of the units they decide for."""
    scope = actor.scope
    return scope.role == Role.ADMINISTRATOR or (
        scope.role == Role.STAFF and (scope.whole or unit.district_id in scope.district_ids)
    )


def kinds_to_add(actor):
    """The kinds of items that this person may add: a unit its own lists, the committee also key tasks."""
    if actor.scope.role in (Role.ADMINISTRATOR, Role.STAFF):
        return (ItemKind.SERVICE_ITEM, ItemKind.LED_PROJECT, ItemKind.KEY_TASK)
    if actor.scope.works_in_unit:
        return (ItemKind.SERVICE_ITEM, ItemKind.LED_PROJECT)
    return ()


def lists_to_add_to(actor):
    """Further lists that are in use, to which this person may add items."""
    lists = ListKind.objects.asked_in(Period.current())
    if actor.scope.role in (Role.ADMINISTRATOR, Role.STAFF):
        return lists
    return lists.filter(units_add=True) if actor.scope.works_in_unit else lists.none()


def may_add(actor, unit, kind, label=""):
    if kind == ItemKind.EXTRA_LIST:
        if not lists_to_add_to(actor).filter(name=label).exists():
            return False
    elif kind not in kinds_to_add(actor):
        return False
    if actor.scope.works_in_unit:
        return unit.pk in actor.scope.unit_ids
    return edits_for_the_committee(actor, unit)


@transaction.atomic
def edit_item(item_pk, actor, fields, seen=None):
    """Change what `fields` names; returns the item. `seen` is the `fingerprint` that the person's page showed.

    Raises WorkItem.DoesNotExist out of scope, NotAllowed, StateChanged when somebody else edited meanwhile,
    ValidationError by field.
    """
    pk = WorkItem.objects.visible_to(actor).values_list("pk", flat=True).get(pk=item_pk)
    item = WorkItem.objects.select_for_update(of=("self",)).get(pk=pk)
    if set(fields) - set(editable_fields(item, actor)):
        raise NotAllowed("您不能修改这个事项的这些内容。")
    if seen is not None and seen != fingerprint(item):
        raise StateChanged("刚刚有人修改了这个事项，请核对最新内容后再保存；您填写的内容仍在下方。")
    own = [name for name in fields if name not in (CO_UNITS, THEMES, MILESTONES)]
    before = values_of(item, own)
    for name in own:
        setattr(item, name, fields[name])
    _check(item)
    changes = differences(before, item, own)
    if "category" in fields:
        _put_into_its_list(item)
    item.save()
    if CO_UNITS in fields:
        changes |= _set_co_units(item, fields[CO_UNITS])
    if THEMES in fields:
        changes |= _set_themes(item, fields[THEMES])
    if MILESTONES in fields:
        changes |= _set_milestones(item, fields[MILESTONES])
    if changes:
        record(actor, "item_edit.edit", "修改事项", item, changes=changes)
    return item


@transaction.atomic
def add_item(actor, unit, kind, fields):
    """A new item of a unit's list; its deadline is the first promise. Raises NotAllowed, ValidationError by field."""
    if not may_add(actor, unit, kind, fields.get("label", "")):
        raise NotAllowed("您不能为这个单位新增这类事项。")
    fields = {name: value for name, value in fields.items() if fits(name, kind)}
    co_units, milestones = fields.pop(CO_UNITS, ()), fields.pop(MILESTONES, ())
    themes = fields.pop(THEMES, ())
    item = WorkItem(unit=unit, kind=kind, **fields)
    _check(item)
    last = WorkItem.objects.filter(unit=unit, year=item.year, kind=kind).order_by("order").last()
    item.order = last.order + 1 if last else 1
    _put_into_its_list(item)
    item.save()
    _set_co_units(item, co_units)
    _set_themes(item, themes)
    _set_milestones(item, milestones)
    record(actor, "item_edit.add", "新增事项", item)
    items_changed([unit.pk])
    return item


def fingerprint(item):
    """What a person saw when the form was opened: another edit in between is noticed, never overwritten."""
    seen = values_of(item, [*HEAD_FIELDS, *PLAN_FIELDS])
    seen[CO_UNITS] = sorted(item.co_units.values_list("pk", flat=True))
    seen[THEMES] = sorted(item.themes.values_list("pk", flat=True))
    seen[MILESTONES] = [_milestone_text(row) for row in item.milestones.all()]
    text = json.dumps(seen, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _check(item):
    """Validation with the field's name, before the database refuses."""
    item.title_key = name_key(item.title)
    if not item.title_key:
        raise ValidationError({"title": "请填写事项名称。"})
    same = WorkItem.objects.filter(
        unit=item.unit_id,
        year=item.year,
        kind=item.kind,
        label=item.label,
        lead=item.lead,
        title_key=item.title_key,
    )
    if same.exclude(pk=item.pk).exists():
        raise ValidationError({"title": f"{item.year}年度清单中已有同名事项。"})
    item.full_clean(exclude=["title_key", "people"])


def _put_into_its_list(item):
    if item.kind == ItemKind.SERVICE_ITEM:
        item.service_list, _ = ServiceList.objects.get_or_create(
            unit_id=item.unit_id, category=item.category, year=item.year, label=item.label
        )


def _set_co_units(item, units):
    before = "、".join(unit.short_name for unit in item.co_units.all())
    item.co_units.set(units)
    after = "、".join(unit.short_name for unit in item.co_units.all())
    return {} if before == after else {"协同单位": [before, after]}


def _set_themes(item, themes):
    before = "、".join(theme.name for theme in item.themes.all())
    item.themes.set(themes)
    after = "、".join(theme.name for theme in item.themes.all())
    return {} if before == after else {"主题标签": [before, after]}


def _milestone_text(row):
    done = f"，实际{row.actual_on:%Y-%m-%d}" if row.actual_on else ""
    return f"{row.title}（计划{row.planned_on:%Y-%m-%d}{done}）"


def _set_milestones(item, rows):
    """`rows`: dicts with title, planned_on, actual_on, and the id of the one they change."""
    known = {row.pk: row for row in item.milestones.all()}
    before = "；".join(map(_milestone_text, known.values()))
    kept = set()
    for row in rows:
        milestone = known.get(row.get("id")) or item.milestones.model(item=item)
        milestone.title, milestone.planned_on = row["title"], row["planned_on"]
        milestone.actual_on = row.get("actual_on")
        milestone.save()
        kept.add(milestone.pk)
    item.milestones.exclude(pk__in=kept).delete()
    after = "；".join(map(_milestone_text, item.milestones.all()))
    return {} if before == after else {"里程碑": [before, after]}
