"""A unit's item as people write it into a form: by its title, the newest year first."""

from django.core.exceptions import ValidationError

from tasks.models import WorkItem
from units.names import name_key


def item_called(unit, title):
    """Raises ValidationError where the unit has no such item."""
    found = (
        WorkItem.objects.filter(unit=unit, title_key=name_key(title))
        .order_by("-year", "pk")
        .first()
    )
    if found is None:
        raise ValidationError(f"{unit.short_name}没有名为“{title}”的事项，请照“事项”中的名称填写。")
    return found
