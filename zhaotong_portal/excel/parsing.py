"""The whole way: a file in, typed records and messages out. Knows no model and no database."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from zhaotong_portal import progress

from .columns import fitting, kind_by_titles, normalised_map, unknown_columns
from .grid import GridReader
from .kinds import KINDS
from .layout import TableLayout
from .limits import USUAL
from .memo import without_collector
from .messages import WARNING, Message, sentence, shortened
from .opening import open_workbook
from .reading import Reading
from .records import ParsedSheet, ParsedTable, ParsedWorkbook
from .refusal import FileRefused
from .sheets import correct_cells
from .surroundings import (
    category_around,
    label_in,
    lead_around,
    month_in,
    unit_around,
    usual_year,
    year_in,
)
from .table_reader import TableReader
from .tables import find_tables, kind_of, of_kind, texts
from .template_mark import (
    old_template,
    other_lists,
    refuse_other,
    said_of_others,
    template_mark,
)
from .vocabulary import Vocabulary


@dataclass(slots=True)
class SheetFacts:
    first_header: int  # row of the sheet's first header, from 0: where a CSV begins to count
    names_units: bool = False  # a column does: then nothing else names them
    writes_units_out: bool = False  # every one of them, so that an empty cell is a fault


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a table and holds for each of its rows."""

    unit: object
    unit_text: str
    category: str | None
    lead: str | None
    facts: SheetFacts


@without_collector()
def parse_workbook(
    path_or_bytes, filename, units, kind=None, year=None, month=None, column_map=None, cells=None, today=None,
    meanings=None, limits=USUAL, watch=None,
):  # fmt: skip
    """Read a checklist. `units` is a UnitDirectory; `column_map` gives labels a meaning ({label: field or None});
    `cells` puts other texts into cells ({(sheet, line, index): text}, line from 1 as Excel counts, index from 0);
    `meanings` is what earlier lists taught ({kind: {label as it is compared: field or None}}), weaker than the map;
    `watch(sheets, filename)` looks at all that was opened before anything is read, and may raise FileRefused.

    Raises FileRefused where the file as a whole cannot be read.
    """
    filename = Path(
        filename or (path_or_bytes if not isinstance(path_or_bytes, bytes) else "")
    ).name
    mapped = normalised_map(column_map)
    sheets = open_workbook(path_or_bytes, filename, limits)
    if watch:
        watch(sheets, filename)
    correct_cells(sheets, cells or {})
    mark = template_mark(sheets, kind, year, month)
    others = other_lists(sheets, mark)
    if mark:  # the portal's own template says itself what it is
        refuse_other(mark, kind, year, month)
        kind, year, month = mark.kind, mark.year or year, mark.month or month
    read = [sheet for sheet in sheets if sheet.name not in others]
    tables, kind, mapped, left_out = _lists_among(
        read, filename, units, kind, mapped, meanings or {}
    )
    left_out |= dict.fromkeys(others, "other_list")
    around_texts = texts(tables, filename, sheets)
    provisional = (today or datetime.date.today()).year
    reading = Reading(kind, units, provisional)
    _find_rows(tables, reading, limits)
    facts = _facts_of_sheets(tables, reading)
    for table in tables:
        table.sheet.fill_down(table.header.last + 1, table.end - 1)
    found_year = (
        year or year_in(*around_texts) or _year_of_deadlines(tables, reading) or provisional
    )
    if found_year != provisional:
        reading = Reading(kind, units, found_year)
    records, messages, parsed = _read_all(tables, reading, facts, mapped, filename)
    if not records:
        raise FileRefused("empty_sheet")
    return ParsedWorkbook(
        filename,
        kind.code,
        found_year,
        (month or month_in(*around_texts)) if kind.is_monthly else month,
        mark.label if mark else label_in(*around_texts) if not kind.is_monthly else "",
        _sheets_parsed(sheets, parsed, left_out),
        tuple(records),
        (*old_template(mark), *messages, *_other_kinds(left_out), *said_of_others(others)),
    )


def _lists_among(sheets, filename, units, kind, mapped, meanings):
    """(tables of one kind, that kind, what labels were given a meaning, sheets left out and why)"""
    vocabulary = Vocabulary([KINDS[kind]] if kind else KINDS.values(), units, bool(kind))
    tables, left_out = find_tables(sheets, _all_labels(meanings) | mapped, vocabulary)
    if not tables:
        raise FileRefused("no_header")
    kind = KINDS[kind or kind_by_titles(tables, meanings) or kind_of(tables, filename, vocabulary)]
    mapped = fitting(meanings.get(kind.code, {}) | mapped, kind)
    tables = of_kind(tables, kind, mapped, vocabulary, left_out)
    if not tables:
        raise FileRefused("no_header")
    return tables, kind, mapped, left_out


def _find_rows(tables, reading, limits):
    """Sorts the rows of each table; refuses a file that has none, or too many."""
    kind = reading.kind
    row_field = kind.matrix.rows if kind.matrix else "title"
    for table in tables:
        table.lines = TableLayout(
            table.sheet, table.header, table.end, reading.roles, reading.directory, row_field
        ).lines()
    count = sum(len(table.lines) for table in tables)
    if not count:
        raise FileRefused("empty_sheet")
    if count > limits.rows:
        raise FileRefused("too_large", f"{count:,} 行，上限 {limits.rows:,} 行")
    progress.step(0, count)


# -- reading -------------------------------------------------------------------------------


def _all_labels(meanings):
    """Headers are looked for before the kind is known: a label that means something in any kind helps."""
    return {label: field for fields in meanings.values() for label, field in fields.items()}


def _facts_of_sheets(tables, reading):
    """What each sheet does throughout; looked at before merged cells are filled in."""
    facts = {}
    for table in tables:
        sheet = facts.setdefault(table.sheet.name, SheetFacts(table.header.first))
        column = next((c.index for c in table.header.columns if c.field == "unit"), None)
        if column is not None:
            cells = [(line.index, table.sheet.rows[line.index][column]) for line in table.lines]
            sheet.names_units = sheet.names_units or any(value for _, value in cells)
            sheet.writes_units_out = sheet.writes_units_out or _same_unit_twice(cells, reading)
    return facts


def _same_unit_twice(cells, reading):
    """Whether the same unit is written in two consecutive rows: then an empty cell is a fault."""
    last_row, last_units = None, None
    for row, value in cells:
        named = reading.units[value] if value else None
        units = (named.units or named.unknown or named.everyone) if named else None
        if units and units == last_units and row - 1 == last_row:
            return True
        last_row, last_units = row, units
    return False


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


def _read_all(tables, reading, facts, mapped, filename):
    records, messages, parsed = [], [], {}
    reported, last_around = set(), {}
    for table in tables:
        name = table.sheet.name
        around = _around(table, reading, facts[name], last_around.get(name), filename)
        last_around[name] = around
        messages += _unknown(table, reading.kind, mapped, reported, around)
        is_grid = any(column.says for column in table.header.columns)
        read_as = GridReader if is_grid else TableReader
        reader = read_as(reading, table.sheet, table.header, table.lines, around)
        read = reader.read()
        messages += sorted(
            reader.messages, key=lambda m: (m.line, m.index if m.index is not None else -1)
        )
        records += read
        progress.step(len(records), sum(len(some.lines) for some in tables))
        if table.lines or name not in parsed:
            parsed.setdefault(name, []).append(
                ParsedTable(
                    table.header.first + 1,
                    table.header.last + 1,
                    table.header.columns,
                    len(read),
                    tuple(table.titles),
                )  # fmt: skip
            )
    return records, messages, parsed


def _around(table, reading, facts, before, filename):
    name = "" if table.sheet.is_delimited else table.sheet.name
    unit, text = unit_around(name, table.titles, reading.directory)
    if unit is None and not text and before is not None:  # a second table without titles of its own
        unit, text = before.unit, before.unit_text
    category = category_around(name, table.titles) or (
        before.category if before and not table.titles else None
    )
    lead = lead_around(*table.titles, name, Path(filename).stem)
    return Around(unit, text, category, lead, facts)


def _unknown(table, kind, mapped, reported, around):
    """A column that means nothing, or is known by its cells only, said once a sheet and label."""
    offset = around.facts.first_header if table.sheet.is_delimited else 0
    said = [
        (column, "unknown_column", "") for column in unknown_columns(table.header, kind, mapped)
    ]
    said += [
        (c, "guessed_column", _label_of(kind, c)) for c in table.header.columns if c.is_guessed
    ]
    for column, code, field in said:
        if (table.sheet.name, column.index, column.label) not in reported:
            reported.add((table.sheet.name, column.index, column.label))
            text = sentence(code, value=shortened(column.label), field=field)
            place = (table.sheet.name, column.row - offset, column.label)
            yield Message(WARNING, *place, code, text, column.index, column.row)


def _label_of(kind, column):
    return kind.field_named(column.field).label


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
