"""Which column feeds which field, once the kind of the list is known."""

import re
from collections import Counter
from dataclasses import replace

from .archive import column_number
from .families import label_of
from .headers import Column
from .weak_families import WEAK

_BY_LETTER = re.compile(r"第([a-z]{1,2})列")


def normalised_map(column_map):
    """Labels that a person has given a meaning to, as they are compared; None means: leave it out."""
    return {label_of(label): field for label, field in (column_map or {}).items()}


def with_fields(header, kind, mapped, vocabulary):
    """The header with each column's field set; a column that feeds nothing keeps None."""
    said = _data_columns(header.columns, kind, mapped, vocabulary)
    own = [c for c in header.columns if c.index not in said]
    taken = _assigned(own, kind, mapped)
    if said and kind.matrix.value in taken:  # a column for the value: a long list after all
        said, taken = {}, _assigned(header.columns, kind, mapped)
    _assist(header.columns, taken, kind)
    named = {index: name for name, index in taken.items()}
    return replace(
        header,
        columns=tuple(
            replace(c, field=named.get(c.index), says=said.get(c.index, ())) for c in header.columns
        ),
    )


def with_unlabelled(header, mapped, width):
    """A column without a label is named by its letter: {"第C列": "notes"}."""
    labelled = {c.index for c in header.columns}
    found = []
    for label in mapped:
        match = _BY_LETTER.fullmatch(label)
        index = column_number(match[1].upper()) - 1 if match else None
        if index is not None and index < width and index not in labelled:
            found.append(Column(index, f"第{match[1].upper()}列", None, header.last + 1))
    if not found:
        return header
    return replace(header, columns=tuple(sorted((*header.columns, *found), key=lambda c: c.index)))


def _data_columns(columns, kind, mapped, vocabulary):
    """{index: what the column says of its cells} where the list is a grid."""
    if kind.matrix is None:
        return {}
    found = {
        c.index: vocabulary.says(kind.code, c) for c in columns if label_of(c.label) not in mapped
    }
    return {index: said for index, said in found.items() if said}


def _assigned(columns, kind, mapped):
    """{field: index of its column}"""
    taken = {}
    for column in columns:
        chosen = mapped.get(label_of(column.label))
        if chosen and kind.field_named(chosen):
            taken.setdefault(chosen, column.index)
    for field in (kind.title, *kind.fields):
        if field.name in taken:
            continue
        column = _best(field, columns, set(taken.values()), mapped)
        if column is not None:
            taken[field.name] = column.index
    return taken


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
    by_ending = tuple(f + WEAK for f in field.families)
    if not field.families or field.families[0].startswith("title."):
        wanted = (*field.families, *by_ending)  # any title known outright comes first
    else:
        wanted = [f for pair in zip(field.families, by_ending, strict=True) for f in pair]
    found = {c.family: c for c in reversed((*exact, *free))}
    best = next((found[family] for family in wanted if family in found), None)
    return best or (exact[0] if exact else None)


def fitting(mapped, kind):
    """The map without fields that the kind does not have: it was drawn up when the list was taken for another."""
    return {label: field for label, field in mapped.items() if not field or kind.field_named(field)}


def kind_by_titles(tables, meanings):
    """The kind for which somebody once called a column of these tables the title; None where nobody did.

    Such a column means nothing to the reader by itself, so that nothing else would tell the kind.
    """
    votes = Counter(
        kind
        for table in tables
        for column in table.header.columns
        for kind, fields in meanings.items()
        if column.family is None and fields.get(label_of(column.label)) == "title"
    )
    return votes.most_common(1)[0][0] if votes else None


def unknown_columns(header, kind, mapped):
    """Columns with a label that means nothing to the reader and that nobody has explained.

    One that is known by its ending only is told as well where the kind has a use for it and another column came first.
    """
    wanted = {f + WEAK for field in (kind.title, *kind.fields) for f in field.families} - {
        f"serial{WEAK}"
    }
    return [
        c
        for c in header.columns
        if (c.family is None or c.family in wanted)
        and c.field is None
        and not c.says
        and label_of(c.label) not in mapped
    ]
