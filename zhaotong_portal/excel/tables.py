"""Finds the tables of a file, and tells which of them are of the kind that is read."""

from dataclasses import dataclass, replace
from pathlib import Path

from .columns import with_fields
from .detection import best_kind, families_below, scores_of
from .headers import HeaderFinder
from .surroundings import is_beside_the_lists, lines_of


@dataclass(slots=True)
class Table:
    """A header and the rows that belong to it."""

    sheet: object
    header: object
    end: int
    titles: list  # the lines above it
    lines: list = ()


def find_tables(sheets, mapped):
    """Every table of the visible sheets; sheets that hold no list are told apart, with the reason."""
    labels = frozenset(label for label, field in mapped.items() if field)
    tables, left_out, beside = [], {}, []
    for sheet in sheets:
        found = list(_tables_of(sheet, labels))
        if not found:
            left_out[sheet.name] = "no_header"
        elif is_beside_the_lists(sheet.name):
            left_out[sheet.name] = "beside_the_lists"
            beside.extend(found)
        else:
            tables.extend(found)
    if not tables and beside:  # the only list of the file lies on a sheet with such a name
        tables = beside
        left_out = {name: why for name, why in left_out.items() if why != "beside_the_lists"}
    return tables, left_out


def _tables_of(sheet, labels):
    finder = HeaderFinder(sheet, labels)
    first = finder.first() if sheet.rows else None
    if first is None:
        return
    headers = [first, *finder.again(first)]
    kept = first
    for position, header in enumerate(headers):
        if position and header.is_like(kept):
            header = replace(
                header, columns=kept.columns
            )  # printed again: a column is reported once
        kept = header
        end = headers[position + 1].first if position + 1 < len(headers) else len(sheet.rows)
        above = _first_line_above(sheet, headers[position - 1], header) if position else 0
        yield Table(sheet, header, end, lines_of(sheet, above, header.first))


def _first_line_above(sheet, previous, header):
    """Where the titles of a later table begin: the sparse rows right above its header."""
    row = header.first
    while row - 1 > previous.last and len(sheet.own(row - 1)) <= 2:
        row -= 1
    return row


def texts(tables, filename, sheets):
    """Where year, month and label are looked for: titles, names of sheets, the file's name, a cover sheet."""
    read = dict.fromkeys(table.sheet.name for table in tables)
    covers = [
        line for s in sheets if s.name not in read for line in lines_of(s, 0, min(len(s.rows), 20))
    ]
    titles = [line for table in tables for line in table.titles[:6]]
    return [*titles, *read, Path(filename).stem, *covers]


def kind_of(tables, filename):
    return best_kind(
        [(_scores(table, filename), table.end - table.header.last) for table in tables]
    )


def _scores(table, filename=""):
    families = families_below(table.header, table.sheet.rows)
    return scores_of(families, [*table.titles, table.sheet.name, Path(filename).stem])


def of_kind(tables, kind, mapped, left_out):
    """The tables with their columns assigned; what has no title of this kind, or is plainly of another, is left out."""
    fitting = []
    for table in tables:
        header = with_fields(table.header, kind, mapped)
        scores = _scores(table)
        rival = max(scores, key=lambda code: scores[code])
        if not any(c.field == "title" for c in header.columns):
            left_out.setdefault(table.sheet.name, "no_header")
        elif rival != kind.code and scores[rival] >= scores[kind.code] + 5:
            left_out[table.sheet.name] = f"other_kind:{rival}:{table.header.first + 1}"
        else:
            fitting.append((table, header))
    if not fitting:  # asked for by name: then it is read as that kind
        fitting = [(t, with_fields(t.header, kind, mapped)) for t in tables]
        fitting = [(t, h) for t, h in fitting if any(c.field == "title" for c in h.columns)]
    for table, header in fitting:
        table.header = header
        if left_out.get(table.sheet.name, "").startswith("no_header"):
            del left_out[table.sheet.name]
    return [table for table, _ in fitting]
