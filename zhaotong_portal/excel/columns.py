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
    _assist(header.columns, taken, kind)
    named = {index: name for name, index in taken.items()}
    return replace(
        header, columns=tuple(replace(c, field=named.get(c.index)) for c in header.columns)
    )


def _assist(columns, taken, kind):
    """牵头单位 beside 责任单位: the one leads, the other assists."""
    families = {c.index: c.family for c in columns}
    if (
        "co_units" in taken
        or families.get(taken.get("unit")) != "unit.lead"
        or not kind.field_named("co_units")
    ):
        return
    rest = [c.index for c in columns if c.family == "unit" and c.index not in taken.values()]
    if rest:
        taken["co_units"] = rest[0]


def _best(field, columns, used, mapped):
    free = [c for c in columns if c.index not in used and label_of(c.label) not in mapped]
    exact = [c for c in free if label_of(c.label) in (field.name, field.label)]
    for family in field.families:
        for column in (*exact, *free):
            if column.family == family:
                return column
    return exact[0] if exact else None


def unknown_columns(header, mapped):
    """Columns with a label that means nothing to the reader and that nobody has explained."""
    return [
        c
        for c in header.columns
        if c.family is None and c.field is None and label_of(c.label) not in mapped
    ]
