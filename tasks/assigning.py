"""Fanning a key task out: one item for each unit it is assigned to."""

from django.db import transaction

from tasks import figures
from tasks.models import Audience, ItemKind, KeyTaskTemplate, WorkItem

BATCH = 500


@transaction.atomic
def fan_out(template: KeyTaskTemplate, batch=None) -> list[WorkItem]:
    """Create the items that are missing and return them; units that have the task already keep theirs."""
    return fan_out_all([template], batch)


@transaction.atomic
def fan_out_all(templates, batch=None) -> list[WorkItem]:
    """The same for the tasks of a whole list: what is for all units is asked for once."""
    have, everybody, items = _held(templates), None, []
    for template in templates:
        if template.audience != Audience.ALL:
            units = list(template.assigned_units())
        else:
            units = everybody = everybody or list(template.assigned_units())
        there = have.get((template.year, template.title_key), set())
        items += [_item(template, unit, batch) for unit in units if unit.pk not in there]
    WorkItem.objects.bulk_create(items, batch_size=BATCH)
    figures.items_changed({item.unit_id for item in items})
    return items


def _held(templates) -> dict:
    """{(year, title as compared): units that have the task already}"""
    held = {}
    rows = WorkItem.objects.filter(
        kind=ItemKind.KEY_TASK, label="", year__in={template.year for template in templates}
    )
    for year, title_key, unit in rows.values_list("year", "title_key", "unit_id"):
        held.setdefault((year, title_key), set()).add(unit)
    return held


def _item(template, unit, batch):
    return WorkItem(
        unit=unit, kind=ItemKind.KEY_TASK, year=template.year, title=template.title,
        title_key=template.title_key, measures=template.requirements, deadline=template.deadline,
        first_deadline=template.deadline, deadline_kind=template.deadline_kind, template=template,
        import_batch=batch,
    )  # fmt: skip
