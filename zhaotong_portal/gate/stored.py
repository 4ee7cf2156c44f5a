"""What is stored already: watched texts looked through, model by model, and the way to the row of each find."""

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import JSONField, Q

from zhaotong_portal.gate import rules
from zhaotong_portal.gate.checking import look, masked
from zhaotong_portal.gate.guarding import watched
from zhaotong_portal.gate.spans import Level

CHUNK = 2000
SHOWN = 300
# Who a row belongs to, where it has no page of its own.
PARENTS = ("report", "item", "finding", "round", "line", "sheet", "phase", "unit")
# How much of a text stands around what was found.
AROUND = 20


@dataclass(frozen=True)
class Stored:
    """One text that holds something: never the text itself, only its neighbourhood with the finds hidden."""

    model: str
    pk: int
    row: str
    label: str
    level: Level
    named: str
    excerpt: str
    url: str


def count_texts():
    """About how many texts a scan reads: rows times texts of each."""
    return sum(each.model._base_manager.count() * len(each.fields) for each in watched())


def scan(most=SHOWN):
    """(the first finds, how many texts hold something, how many were read). A query and a few more for each model."""
    found, total, read = [], 0, 0
    for each in watched():
        hits, number = _hits_of(each)
        read, total = read + number, total + len(hits)
        found += _described(each, hits[: most - len(found)])
    return found, total, read


def _hits_of(each):
    """[(pk, field, finds)] of a model."""
    hits, read, quick = [], 0, rules.current().quick
    rows = each.model._base_manager.order_by("pk").values_list("pk", *each.fields)
    for pk, *texts in rows.iterator(chunk_size=CHUNK):
        for name, text in zip(each.fields, texts, strict=True):
            text = text if isinstance(text, str) else str(text or "")
            read += 1
            if quick.search(text) and (finds := look(text)).spans:
                hits.append((pk, name, finds))
    return hits, read


def _described(each, hits):
    related = [f.name for f in each.model._meta.fields if f.name in PARENTS]
    rows = each.model._base_manager.select_related(*related).in_bulk({pk for pk, _, _ in hits})
    return [_stored(rows[pk], name, finds) for pk, name, finds in hits if pk in rows]


def _stored(row, name, finds):
    meta = row._meta
    level = next(level for level in Level if finds.of(level))
    return Stored(
        str(meta.verbose_name),
        row.pk,
        _name(row),
        str(meta.get_field(name).verbose_name),
        level,
        finds.named(level),
        excerpt(finds),
        link_of(row),
    )


def excerpt(finds):
    """The words around the first find, with all that was found hidden; of a secret nothing but its mark is told."""
    if finds.is_refused:
        return ""
    first = finds.spans[0]
    start, end = max(0, first.start - AROUND), first.end + AROUND
    piece = _hidden(finds.text)[start:end]
    return f"{'…' if start else ''}{' '.join(piece.split())}{'…' if end < len(finds.text) else ''}"


def _hidden(text):
    return masked(text)[0]


def _name(row):
    text = str(row)
    return "（名称含密级标志）" if look(text).is_refused else _hidden(text)[:60]


def link_of(row):
    """The page on which somebody can clean the row: its own, or that of what it belongs to."""
    if hasattr(row, "get_absolute_url"):
        return row.get_absolute_url()
    for name in PARENTS:
        try:
            parent = getattr(row, name, None)
        except ObjectDoesNotExist:
            continue
        if parent is not None and hasattr(parent, "_meta") and (url := link_of(parent)):
            return url
    return ""


def _is_json(model, name):
    return isinstance(model._meta.get_field(name), JSONField)


def rows_with(text, user):
    """Rows that this person may see and that hold the text: [(label, url)]."""
    line = max(text.split("\n"), key=lambda part: bool(look(part).spans))[:200]
    found = []
    for each in watched():
        manager = each.model.objects
        if not hasattr(manager, "visible_to"):
            continue
        fields = [name for name in each.fields if not _is_json(each.model, name)]
        holds = Q(*((f"{name}__contains", line) for name in fields), _connector=Q.OR)
        related = [f.name for f in each.model._meta.fields if f.name in PARENTS]
        rows = manager.visible_to(user).filter(holds).select_related(*related)
        found += [(_name(row), url) for row in rows[:3] if (url := link_of(row))]
    return list(dict.fromkeys(found))
