"""The units by all their names, as the workbook reader asks for them."""

from units.models import Unit, UnitAlias
from zhaotong_portal.excel import NameDirectory


def unit_directory() -> NameDirectory:
    """Active units, two queries; the key of a unit is its pk."""
    aliases = {}
    for unit_id, text in UnitAlias.objects.values_list("unit_id", "text"):
        aliases.setdefault(unit_id, []).append(text)
    return NameDirectory(
        (pk, name, short_name, aliases.get(pk, []))
        for pk, name, short_name in Unit.objects.active().values_list("pk", "name", "short_name")
    )


def short_names(names) -> dict[str, str]:
    """{full name: short name}, one query."""
    return dict(Unit.objects.filter(name__in=names).values_list("name", "short_name"))
