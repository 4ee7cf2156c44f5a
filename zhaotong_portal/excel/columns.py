"""Which column feeds which field, once the kind of the list is known."""

from dataclasses import replace

from .families import label_of


def normalised_map(column_map):
    """Labels that a person has given a meaning to, as they are compared; None means: leave it out."""
    return {label_of(label): field for label, field in (column_map or {}).items()}


def with_fields(header, kind, mapped):
    """The header with each column's field set; a column that feeds nothing keeps None."""
    fields = (kind.title, *kind.fields)
    taken = {}  # field -> index of its column
    for column in header.columns:
        chosen = mapped.get(label_of(column.label))
        if chosen and kind.field_named(chosen):
            taken.setdefault(chosen, column.index)
    for field in fields:
        if field.name in taken:
            continue
        column = _best(field, header.columns, set(taken.values()), mapped)
        if column is not None:
            taken[field.name] = column.index
    named = {index: name for name, index in taken.items()}
    return replace(
        header, columns=tuple(replace(c, field=named.get(c.index)) for c in header.columns)
    )


def _best(field, columns, used, mapped):
    free = [c for c in columns if c.index not in used and label_of(c.label) not in mapped]
    for column in free:
        if label_of(column.label) in (field.name, field.label):
            return column
    for family in field.families:
        for column in free:
            if column.family == family:
                return column
    return None


def unknown_columns(header, mapped):
    """Columns with a label that means nothing to the reader and that nobody has explained."""
    return [
        c
        for c in header.columns
        if c.family is None and c.field is None and label_of(c.label) not in mapped
    ]
