"""Units as people type them into a form: by name, short name or alias."""

from django.db.models import Q

from units.models import Unit, UnitAlias
from units.names import name_key


def units_called(names):
    """{name key: unit} of those that are known; two queries for any number."""
    keys = {name_key(name) for name in names}
    if not keys:
        return {}
    aliases = UnitAlias.objects.filter(key__in=keys).select_related("unit")
    found = {alias.key: alias.unit for alias in aliases}
    stripped = [name.strip() for name in names]
    for unit in Unit.objects.filter(Q(name__in=stripped) | Q(short_name__in=stripped)):
        own = {name_key(unit.name), name_key(unit.short_name)}
        found |= dict.fromkeys(own & keys, unit)
    return found


def unit_called(name):
    """The unit of this name, or None."""
    return units_called([name]).get(name_key(name))
