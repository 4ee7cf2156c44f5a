"""其他清单: rows of a list that the committee set up; the template or the list's title says which."""

from dataclasses import replace

from tasks.imports.items import KINDS, ItemImporter
from tasks.models import ItemKind, ListKind
from zhaotong_portal.excel import FileRefused
from zhaotong_portal.period import Period


class ExtraListImporter(ItemImporter):
    kind = ItemKind.EXTRA_LIST
    label = KINDS[ItemKind.EXTRA_LIST]
    texts = {"measures": "measures", "target": "target"}

    def plan(self, parsed, joins):
        return super().plan(replace(parsed, label=list_named_in(parsed)), joins)


def list_named_in(parsed) -> str:
    """The name of the one list that the file is about. Raises FileRefused where it names none, or several."""
    names = list(ListKind.objects.asked_in(Period.current()).values_list("name", flat=True))
    if parsed.label in names:
        return parsed.label
    said = " ".join(_titles(parsed))
    found = [name for name in names if name in said]
    found = [name for name in found if not any(name in other != name for other in found)]
    if len(found) != 1:
        raise FileRefused("no_such_list", "、".join(names) or "目前没有")
    return found[0]


def _titles(parsed):
    yield parsed.filename
    for sheet in parsed.sheets:
        yield sheet.name
        for table in sheet.tables:
            yield from table.titles
