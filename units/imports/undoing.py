"""Whether what a batch wrote still stands as it was written, and whether anything refers to it."""

from datetime import date

from zhaotong_portal.imports.portions import portions


def snapshot(obj, names):
    """The fields as plain data that a batch can keep."""
    values = ((name, getattr(obj, obj._meta.get_field(name).attname)) for name in names)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values}


def changed_since(model, after):
    """How many rows are gone or no longer as they were left. `after`: {pk: snapshot}."""
    found = {}
    for pks in portions(map(int, after)):
        found |= model._base_manager.in_bulk(pks)
    return sum(
        int(pk) not in found or snapshot(found[int(pk)], kept) != kept for pk, kept in after.items()
    )


def restore(model, before):
    """Rows as they were before the batch. `before`: {pk: snapshot}; returns the rows."""
    rows = []
    for pks in portions(map(int, before)):
        rows += model._base_manager.filter(pk__in=pks)
    for row in rows:
        for name, value in before[str(row.pk)].items():
            field = model._meta.get_field(name)
            setattr(row, field.attname, field.to_python(value))
    if rows:
        model._base_manager.bulk_update(rows, list(next(iter(before.values()))), batch_size=200)
    return rows


def references_to(model, pks, besides=()):
    """{what they are called: how many} of the rows that refer to these; models of `besides` do not count."""
    found = {}
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        other = relation.related_model
        if other in besides:
            continue
        lookup = f"{relation.field.name}__in"
        count = sum(other._base_manager.filter(**{lookup: some}).count() for some in portions(pks))
        if count:
            label = str(other._meta.verbose_name)
            found[label] = found.get(label, 0) + count
    return found
