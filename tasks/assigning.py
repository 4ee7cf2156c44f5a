"""Fanning a key task out: one item for each unit it is assigned to."""

from django.db import transaction

from tasks import figures
from tasks.models import ItemKind, KeyTaskTemplate, WorkItem

BATCH = 500


@transaction.atomic
def fan_out(template: KeyTaskTemplate, batch=None) -> list[WorkItem]:
    """Create the items that are missing and return them; units that have the task already keep theirs."""
    units = template.assigned_units()
    have = WorkItem.objects.filter(
        kind=ItemKind.KEY_TASK, year=template.year, label="", title_key=template.title_key
    ).values("unit_id")
    items = WorkItem.objects.bulk_create(
        [
            WorkItem(
                unit=unit, kind=ItemKind.KEY_TASK, year=template.year, title=template.title,
                title_key=template.title_key, measures=template.requirements, deadline=template.deadline,
                first_deadline=template.deadline, deadline_kind=template.deadline_kind, template=template,
                import_batch=batch,
            )
            for unit in units.exclude(pk__in=have)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    figures.items_changed({item.unit_id for item in items})
    return items
