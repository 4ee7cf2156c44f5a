"""What a batch keeps of the columns of its file: how each was taken, and what stands in it, for the page that asks."""

from zhaotong_portal.excel import KINDS
from zhaotong_portal.excel.messages import shortened
from zhaotong_portal.excel.text import as_text, one_line

SAMPLES, LOOKED_AT, LONGEST = 3, 200, 30


def sheets_as_json(plan):
    """Sheets with their tables; `offset`: how many lines stand above what the file's rows are counted from."""
    sampled = _records_by_table(plan)
    matrix = KINDS[plan.parsed.kind].matrix
    across = matrix.value if matrix else ""
    return [
        {
            "name": sheet.name,
            "left_out": sheet.left_out,
            "offset": offset_of(sheet),
            "tables": [
                {
                    "first_row": table.first_row,
                    "last_row": table.last_row,
                    "columns": _columns(
                        table, sampled.get(_place(sheet.name, table.columns), ()), across
                    ),
                }
                for table in sheet.tables
            ],
        }
        for sheet in plan.parsed.sheets
    ]


def offset_of(sheet):
    """Rows of a CSV, the only sheet without a name, are counted from its header."""
    return sheet.tables[0].first_row - 1 if sheet.tables and not sheet.name else 0


def _records_by_table(plan):
    """The first records below each header."""
    sampled = {}
    for row in plan.rows:
        found = sampled.setdefault(_place(row.record.sheet, row.record.columns), [])
        if len(found) < LOOKED_AT:
            found.append(row.record.source)
    return sampled


def _place(sheet, columns):
    """Which header these are the columns of, also as one record of a grid sees them."""
    return (sheet, columns[0].row, columns[0].index) if columns else (sheet, 0, 0)


def _columns(table, sources, across):
    """`across`: what the cells of a grid's data columns feed."""
    return [
        {
            "label": column.label,
            "field": column.field or (across if column.says else ""),
            "family": column.family or "",
            "is_grid": bool(column.says),
            "index": column.index,
            "samples": _samples(column.index, sources),
        }
        for column in table.columns
    ]


def _samples(index, sources):
    """Different values of a column, the first few."""
    found = {}
    for source in sources:
        text = shortened(one_line(as_text(source[index])), LONGEST) if index < len(source) else ""
        if text:
            found[text] = True
            if len(found) == SAMPLES:
                break
    return list(found)
