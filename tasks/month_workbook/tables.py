"""Finds the sheets of a month's workbook by the labels of their columns, whatever a spreadsheet program did to them."""

from dataclasses import dataclass

from tasks.month_workbook.layout import ALL, KEY, VERSION, Layout, plain
from zhaotong_portal.excel import Message
from zhaotong_portal.excel.families import label_of
from zhaotong_portal.excel.messages import ERROR, WARNING

SEARCHED_ROWS = 12
FEWEST_LABELS = 3


@dataclass
class Row:
    """One row of a sheet: its texts by field, and where they stand."""

    table: "Table"
    number: int  # as Excel counts
    cells: dict
    is_share: bool = False  # the percentage is a bare 1: what a spreadsheet program makes of 100 %

    def __getitem__(self, field):
        return self.cells.get(field, "")

    @property
    def key(self):
        return self[KEY]

    @property
    def version(self):
        return self[VERSION].partition("-")[0]

    @property
    def trace(self):
        return self[VERSION].partition("-")[2]

    @property
    def entries(self):
        return [self[field] for field in self.table.layout.entries]

    def fault(self, field, code, text, level=ERROR):
        index = self.table.columns.get(field)
        label = self.table.labels.get(field, "")
        sheet, row = self.table.sheet, self.number
        return Message(level, sheet, row, label, code, text, index, row)

    def notice(self, field, code, text):
        return self.fault(field, code, text, WARNING)


@dataclass
class Table:
    layout: Layout
    sheet: str
    columns: dict  # {field: index from 0}
    labels: dict  # {field: label as it stands in the file}
    rows: list

    @property
    def missing(self):
        """Labels of columns to be filled in that the sheet no longer has."""
        entries = self.layout.entries
        return [column.label for field, column in entries.items() if field not in self.columns]


def find_tables(sheets) -> list[Table]:
    return [table for sheet in sheets if (table := _table(sheet))]


def _table(sheet):
    for position, cells in enumerate(sheet.rows[:SEARCHED_ROWS]):
        labels = {label_of(value): i for i, value in enumerate(cells) if isinstance(value, str)}
        for layout in ALL:
            fields = layout.fields
            known = {fields[label]: i for label, i in labels.items() if label in fields}
            fills = known.keys() & layout.entries.keys()
            if len(known) >= FEWEST_LABELS and layout.named_by in known and fills:
                return _read(sheet, layout, known, position)
    return None


def _read(sheet, layout, columns, header):
    labels = {field: plain(sheet.rows[header][index]) for field, index in columns.items()}
    table = Table(layout, sheet.name, columns, labels, [])
    for position in range(header + 1, len(sheet.rows)):
        cells = sheet.rows[position]
        texts = {field: _text(field, cells[index]) for field, index in columns.items()}
        if texts.get(layout.named_by) or any(texts.get(field) for field in layout.entries):
            share = "percent" in columns and _is_one(cells[columns["percent"]])
            table.rows.append(Row(table, position + 1, texts, share))
    return table


def _is_one(value):
    return isinstance(value, int | float) and not isinstance(value, bool) and value == 1


def _text(field, value):
    """80 % in a cell of shares arrives as 0.8: no whole percentage lies between 0 and 1."""
    if field == "percent" and isinstance(value, float) and 0 < value < 1:
        return str(round(value * 100))
    return plain(value)
