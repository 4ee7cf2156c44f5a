"""Finds the tables of a file, and tells which of them are of the kind that is read."""

from dataclasses import dataclass, replace
from pathlib import Path

from .columns import with_fields, with_unlabelled
from .detection import OWN_TITLE, best_kind, families_below, grids_among, scores_of
from .guessing import with_doubts, with_guesses
from .headers import HeaderFinder
from .side_by_side import parted
from .surroundings import is_beside_the_lists, lines_of


@dataclass(slots=True)
class Table:
    """A header and the rows that belong to it."""

    sheet: object
    header: object
    end: int
    titles: list  # the lines above it
    lines: list = ()


def find_tables(sheets, mapped, vocabulary):
    """Every table of the visible sheets; sheets that hold no list are told apart, with the reason."""
    labels = frozenset(
        mapped
    )  # also of a column that is left out: it tells the header all the same
    tables, left_out, beside = [], {}, []
    for sheet in sheets:
        finder = HeaderFinder(sheet, labels, vocabulary)
        found = [table for part in _parts(finder) for table in _tables_of(part, sheet)]
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


def _parts(finder):
    """A finder for each of the tables that stand beside each other; mostly it is the one."""
    first = finder.first() if finder.sheet.rows else None
    sheets = parted(finder.sheet, first) if first else []
    if len(sheets) < 2:
        return [finder]
    return [HeaderFinder(sheet, finder.mapped, finder.vocabulary) for sheet in sheets]


def _tables_of(finder, whole):
    """The tables of a sheet one below the other; their titles are looked for on the whole of it."""
    sheet = finder.sheet
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
        yield Table(sheet, header, end, lines_of(whole, above, header.first))


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


def kind_of(tables, filename, vocabulary):
    return best_kind(
        [(_scores(table, vocabulary, filename), table.end - table.header.last) for table in tables]
    )


def _scores(table, vocabulary, filename=""):
    families = families_below(table.header, table.sheet.rows)
    families |= grids_among(table.header.columns, vocabulary)
    if vocabulary.tells_a_list(table.header.columns):
        families |= {OWN_TITLE}
    return scores_of(families, [*table.titles, table.sheet.name, Path(filename).stem])


def of_kind(tables, kind, mapped, vocabulary, left_out):
    """The tables with their columns assigned; what has no title of this kind, or is plainly of another, is left out."""
    fitting = []
    for table in tables:
        header = _understood(table, kind, mapped, vocabulary)
        scores = _scores(table, vocabulary)
        rival = max(scores, key=lambda code: scores[code])
        if not _names_titles(header):
            left_out.setdefault(table.sheet.name, "no_header")
        elif rival != kind.code and scores[rival] >= scores[kind.code] + 5:
            left_out[table.sheet.name] = f"other_kind:{rival}:{table.header.first + 1}"
        else:
            fitting.append((table, header))
    if not fitting:  # asked for by name: then it is read as that kind
        fitting = [(t, _understood(t, kind, mapped, vocabulary)) for t in tables]
        fitting = [(t, h) for t, h in fitting if _names_titles(h)]
    for table, header in fitting:
        table.header = header
        if left_out.get(table.sheet.name, "").startswith("no_header"):
            del left_out[table.sheet.name]
    return [table for table, _ in fitting]


def _understood(table, kind, mapped, vocabulary):
    """The table's header with its columns assigned, by their labels first and else by their cells."""
    header = with_unlabelled(table.header, mapped, table.sheet.width)
    rows, directory = table.sheet.rows, vocabulary.directory
    header = with_doubts(header, rows, directory)
    header = with_fields(header, kind, mapped, vocabulary)
    return with_guesses(header, kind, mapped, rows, directory)


def _names_titles(header):
    """A column holds the titles, or the labels of a grid's data columns are titles themselves."""
    return any(c.field == "title" or any(f == "title" for f, _ in c.says) for c in header.columns)
