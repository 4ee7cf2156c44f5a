"""Pages as a file: xlsx, or text in the encodings and with the marks that offices use."""

import csv
import datetime
import io

import openpyxl
from openpyxl.utils import get_column_letter

TEXT = {
    "csv": ("utf-8", ","),
    "csv_bom": ("utf-8-sig", ","),
    "gb18030": ("gb18030", ","),
    "tsv": ("utf-8", "\t"),
    "semicolon": ("gb18030", ";"),
}


def saved(pages, form):
    return _xlsx(pages) if form == "xlsx" else _text(pages[0], *TEXT[form])


def _xlsx(pages):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for page in pages:
        sheet = book.create_sheet(page.name)
        for (row, column), value in page.cells.items():
            cell = sheet.cell(row + 1, column + 1, value)
            if isinstance(value, str):
                cell.data_type = "s"
        for top, left, bottom, right in page.merges:
            sheet.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
        for row in page.hidden_rows:
            sheet.row_dimensions[row + 1].hidden = True
        for column in page.hidden_columns:
            sheet.column_dimensions[get_column_letter(column + 1)].hidden = True
        if page.is_hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(page, encoding, mark):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark)
    for row in page.rows():
        writer.writerow([_shown(value) for value in row])
    return out.getvalue().encode(encoding, "replace")


def _shown(value):
    if isinstance(value, datetime.date):
        return f"{value.year}/{value.month}/{value.day}"
    return "" if value is None else value
