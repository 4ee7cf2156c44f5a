"""Any list as an xlsx: title, what it was filtered by, when it was made, a frozen header, the rows.

Every text is written as text. One that a spreadsheet would run as a formula gets the quote that Excel
itself uses for text, so that it stays harmless after being saved as CSV and opened again; our reader
takes the quote off (`text.py`).
"""

import datetime
import io
import unicodedata
from decimal import Decimal

import xlsxwriter

from .text import as_text, looks_like_formula

NARROWEST, WIDEST = 6, 50
_LONGEST = 32_767  # of a cell's text, Excel's limit
_FONT = "宋体"
_MEASURED_ROWS = 500  # widths are judged by the first rows
_HIDDEN_STARTS = "\t\r\n"


def write_table(header, rows, *, title="", note="", made_at=None, sheet_name="清单"):
    """The bytes of a workbook with one sheet.

    `header`: labels; `rows`: an iterable of sequences as wide as the header, of text, numbers, dates or
    None; `note`: what the list was filtered by; `made_at`: an aware or local datetime for the stamp.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(_sheet_name(sheet_name))
    formats = _formats(book)
    at = _write_heading(sheet, formats, title, note, made_at)
    for column, label in enumerate(header):
        sheet.write_string(at, column, safe_text(as_text(label)), formats["header"])
    sheet.freeze_panes(at + 1, 0)
    widths = [_width(label) for label in header]
    row_number = at
    for row_number, row in enumerate(rows, at + 1):
        for column, value in enumerate(row):
            _write(sheet, row_number, column, value, formats)
            if row_number - at <= _MEASURED_ROWS and column < len(widths):
                widths[column] = max(widths[column], _width(value))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
    if header:
        sheet.autofilter(at, 0, max(row_number, at), len(header) - 1)
    sheet.repeat_rows(at)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def safe_text(text):
    """A text that no spreadsheet takes for a formula, printable and not too long for a cell."""
    text = "".join(c for c in text if c >= " " or c in "\n\t\r")[:_LONGEST]
    start = text.lstrip(_HIDDEN_STARTS + " \u3000")
    # A full-width = or + runs as well in East Asian editions.
    if looks_like_formula(unicodedata.normalize("NFKC", start[:64])):
        return ("'" + start)[:_LONGEST]
    return text


def _formats(book):
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    boxed = {**base, "border": 1, "text_wrap": True}
    return {
        "title": book.add_format({**base, "font_size": 16, "bold": True}),
        "note": book.add_format({**base, "font_color": "#595959"}),
        "header": book.add_format(
            {**boxed, "bold": True, "align": "center", "bg_color": "#F2F2F2"}
        ),
        "cell": book.add_format(boxed),
        "date": book.add_format({**boxed, "num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({**boxed, "num_format": "yyyy-mm-dd hh:mm"}),
    }


def _write_heading(sheet, formats, title, note, made_at):
    """The lines above the header; returns the header's row."""
    stamp = f"导出时间：{made_at:%Y-%m-%d %H:%M}" if made_at else ""
    lines = [(title, "title"), (f"筛选条件：{note}" if note else "", "note"), (stamp, "note")]
    at = 0
    for text, style in lines:
        if text:
            sheet.write_string(at, 0, safe_text(text), formats[style])
            at += 1
    return at


def _write(sheet, row, column, value, formats):
    if value is None or value == "":
        sheet.write_blank(row, column, None, formats["cell"])
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否", formats["cell"])
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(row, column, value, formats["cell"])
    elif isinstance(value, datetime.datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats["moment"])
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, value, formats["date"])
    else:
        sheet.write_string(row, column, safe_text(str(value)), formats["cell"])


def _width(value):
    """Columns that a text takes: a Chinese character counts two."""
    lines = as_text(value).splitlines() or [""]
    return max(
        sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line[:60])
        for line in lines
    )


def _sheet_name(name):
    return "".join(c for c in name if c not in "[]:*?/\\'")[:31] or "清单"
