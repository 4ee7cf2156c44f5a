"""The whole way: a file in, typed records and messages out. Knows no model and no database."""

import datetime
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from .columns import normalised_map, unknown_columns, with_fields
from .detection import best_kind, scores_of
from .headers import HeaderFinder
from .kinds import KINDS
from .layout import TableLayout
from .messages import WARNING, Message, sentence, shortened
from .opening import open_workbook
from .records import ParsedSheet, ParsedTable, ParsedWorkbook
from .refusal import FileRefused
from .surroundings import (
    category_around,
    is_beside_the_lists,
    label_in,
    lead_around,
    lines_of,
    month_in,
    unit_around,
    usual_year,
    year_in,
)
from .table_reader import Reading, TableReader


@dataclass(slots=True)
class Table:
    """A header and the rows that belong to it."""

    sheet: object
    header: object
    end: int
    titles: list  # the lines above it
    lines: list = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a table and holds for each of its rows."""

    unit: object
    unit_text: str
    category: str | None
    lead: str | None
    writes_units_out: bool
    first_header: int  # row of the sheet's first header, from 0: where a CSV begins to count


def parse_workbook(
    path_or_bytes, filename, units, kind=None, year=None, month=None, column_map=None, today=None
):
    """Read a checklist. `units` is a UnitDirectory; `column_map` gives labels a meaning ({label: field or None}).

    Raises FileRefused where the file as a whole cannot be read.
    """
    filename = Path(
        filename or (path_or_bytes if not isinstance(path_or_bytes, bytes) else "")
    ).name
    mapped = normalised_map(column_map)
    sheets = open_workbook(path_or_bytes, filename)
    tables, left_out = _find_tables(sheets, mapped)
    if not tables:
        raise FileRefused("no_header")
    kind = KINDS[kind or _kind_of(tables, filename)]
    tables = _of_kind(tables, kind, mapped, left_out)
    if not tables:
        raise FileRefused("no_header")
    texts = _texts(tables, filename)
    provisional = (today or datetime.date.today()).year
    reading = Reading(kind, units, provisional)
    for table in tables:
        table.lines = TableLayout(
            table.sheet, table.header, table.end, reading.roles, units
        ).lines()
    if not any(table.lines for table in tables):
        raise FileRefused("empty_sheet")
    writing_out = _sheets_that_write_units_out(tables, reading)
    for table in tables:
        table.sheet.fill_down(table.header.last + 1, table.end - 1)
    found_year = year or year_in(*texts) or _year_of_deadlines(tables, reading) or provisional
    if found_year != provisional:
        reading = Reading(kind, units, found_year)
    records, messages, parsed = _read_all(tables, reading, writing_out, mapped, filename)
    if not records:
        raise FileRefused("empty_sheet")
    return ParsedWorkbook(
        filename,
        kind.code,
        found_year,
        (month or month_in(*texts)) if kind.code == "progress" else month,
        label_in(*texts) if kind.code != "progress" else "",
        _sheets_parsed(sheets, parsed, left_out),
        tuple(records),
        tuple(messages + _other_kinds(left_out)),
    )


# -- finding -------------------------------------------------------------------------------


def _find_tables(sheets, mapped):
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
    above, kept = 0, first
    for position, header in enumerate(headers):
        if position and header.is_like(kept):
            header = replace(
                header, columns=kept.columns
            )  # printed again: a column is reported once
        kept = header
        end = headers[position + 1].first if position + 1 < len(headers) else len(sheet.rows)
        yield Table(sheet, header, end, lines_of(sheet, above, header.first))
        above = max(header.last + 1, end - 4)


def _texts(tables, filename):
    """Titles, then names of sheets, then the name of the file: where year, month and label are looked for."""
    sheets = dict.fromkeys(table.sheet.name for table in tables)
    return (
        [line for table in tables for line in table.titles[:6]]
        + list(sheets)
        + [Path(filename).stem]
    )


def _kind_of(tables, filename):
    total, families = Counter(), set()
    for table in tables:
        size = min(table.end - table.header.last, 40)
        for code, points in _scores(table, filename).items():
            total[code] += points * size
        families |= table.header.families
    return best_kind(total, families)


def _scores(table, filename=""):
    return scores_of(table.header.families, [*table.titles, table.sheet.name, Path(filename).stem])


def _of_kind(tables, kind, mapped, left_out):
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


# -- reading -------------------------------------------------------------------------------


def _sheets_that_write_units_out(tables, reading):
    """Names of sheets that write the same unit in two consecutive rows: there an empty cell is a fault."""
    found = set()
    for table in tables:
        column = next((c.index for c in table.header.columns if c.field == "unit"), None)
        if column is None:
            continue
        last_row, last_units = None, None
        for line in table.lines:
            value = table.sheet.rows[line.index][column]
            named = reading.units[value] if value else None
            units = (named.units or named.unknown or named.everyone) if named else None
            if units and units == last_units and line.index - 1 == last_row:
                found.add(table.sheet.name)
                break
            last_row, last_units = line.index, units
    return found


def _year_of_deadlines(tables, reading):
    years, count = [], 0
    for table in tables:
        column = next((c.index for c in table.header.columns if c.field == "deadline"), None)
        if column is not None:
            rows = table.sheet.rows
            years += [
                reading.deadlines[rows[line.index][column]].year_written for line in table.lines
            ]
            count += len(table.lines)
    return usual_year(years, count)


def _read_all(tables, reading, writing_out, mapped, filename):
    records, messages, parsed = [], [], {}
    first_headers, reported, last_around = {}, set(), {}
    for table in tables:
        name = table.sheet.name
        first_headers.setdefault(name, table.header.first)
        around = _around(
            table,
            reading,
            name in writing_out,
            first_headers[name],
            last_around.get(name),
            filename,
        )
        last_around[name] = around
        messages += _unknown(table, mapped, reported, around)
        reader = TableReader(reading, table.sheet, table.header, table.lines, around)
        read = reader.read()
        messages += sorted(
            reader.messages, key=lambda m: (m.line, m.index if m.index is not None else -1)
        )
        records += read
        if table.lines or name not in parsed:
            parsed.setdefault(name, []).append(
                ParsedTable(
                    table.header.first + 1, table.header.last + 1, table.header.columns, len(read)
                )
            )
    return records, messages, parsed


def _around(table, reading, writes_out, first_header, before, filename):
    name = "" if table.sheet.is_delimited else table.sheet.name
    unit, text = unit_around(name, table.titles, reading.directory)
    if unit is None and not text and before is not None:  # a second table without titles of its own
        unit, text = before.unit, before.unit_text
    category = category_around(name, table.titles) or (
        before.category if before and not table.titles else None
    )
    lead = lead_around(*table.titles, name, Path(filename).stem)
    return Around(unit, text, category, lead, writes_out, first_header)


def _unknown(table, mapped, reported, around):
    """A column that means nothing, said once a sheet and label."""
    offset = around.first_header if table.sheet.is_delimited else 0
    for column in unknown_columns(table.header, mapped):
        if (table.sheet.name, column.index, column.label) not in reported:
            reported.add((table.sheet.name, column.index, column.label))
            text = sentence("unknown_column", value=shortened(column.label))
            yield Message(
                WARNING,
                table.sheet.name,
                column.row - offset,
                column.label,
                "unknown_column",
                text,
                column.index,
                column.row,
            )


def _other_kinds(left_out):
    found = []
    for name, why in left_out.items():
        if why.startswith("other_kind:"):
            _, code, row = why.split(":")
            text = sentence("other_kind", value=f"“{KINDS[code].label}”")
            found.append(Message(WARNING, name, int(row), "", "other_kind", text, None, int(row)))
    return found


def _sheets_parsed(sheets, parsed, left_out):
    return tuple(
        ParsedSheet(
            sheet.name,
            tuple(parsed.get(sheet.name, ())),
            left_out.get(sheet.name, "").split(":")[0],
        )
        for sheet in sheets
    )
