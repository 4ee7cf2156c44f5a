"""Any list as an xlsx: title, what it was filtered by, when it was made, a frozen header, the rows.

Every text is written as text. One that a spreadsheet would run as a formula gets the quote that Excel
itself uses for text, so that it stays harmless after being saved as CSV and opened again; our reader
takes the quote off (`text.py`). Printed, a list stands on A4 across, its header on every page.
"""

import datetime
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

from .text import as_text, looks_like_formula

NARROWEST, WIDEST = 6, 50
_LONGEST = 32_767  # of a cell's text, Excel's limit
_FONT = "宋体"
_TITLE_FONT = "方正小标宋简体"
# What the XML of a workbook cannot hold: one such character and Excel calls the whole file damaged.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MEASURED_ROWS = 500  # widths are judged by the first rows
_HIDDEN_STARTS = "\t\r\n"
_PAPER_A4 = 9
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.6, "bottom": 0.6}  # inches


class Share(float):
    """A share of the whole, 0.8, that Excel shows as 80%: unlike 1 and 100, no reader can take it for another."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook. `rows`: an iterable of sequences as wide as `header`, of text, numbers, dates or None."""

    name: str
    header: Sequence
    rows: Iterable
    title: str = ""
    notes: Sequence[str] = ()
    widest: int = WIDEST
    beside_the_print: int = 0  # so many last columns are in sight but not on paper


def write_table(header, rows, *, title="", note="", made_at=None, sheet_name="清单", author=""):
    """The bytes of a workbook with one sheet.

    `note`: what the list was filtered by; `made_at`: an aware or local datetime for the stamp.
    """
    out = io.BytesIO()
    notes = [f"筛选条件：{note}" if note else "", stamp(made_at) if made_at else ""]
    sheet = Sheet(sheet_name, header, rows, title, notes)
    write_book(out, [sheet], author=author, made_at=made_at)
    return out.getvalue()


def stamp(made_at):
    return f"导出时间：{made_at:%Y-%m-%d %H:%M}"


def write_book(out, sheets, *, author="", made_at=None, large=False, wrote=None):
    """Write the sheets to `out` (a path or a binary file), one after the other.

    `large` keeps no row in memory: a hundred thousand cost as much as ten. `wrote(n)` is told after each row how many
    there are so far. Nothing about the machine or the person stands in the file's properties.
    """
    memory = {"constant_memory": True} if large else {"in_memory": True}
    book = xlsxwriter.Workbook(out, memory | {"default_date_format": "yyyy-mm-dd"})
    created = made_at.replace(tzinfo=None) if made_at else datetime.datetime(2000, 1, 1)
    book.set_properties({"author": author, "created": created})
    formats = _formats(book)
    names, count = set(), 0
    try:
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.name, names))
            count = _write_sheet(page, sheet, formats, count, wrote)
    finally:
        book.close()
    return count


def _write_sheet(page, sheet, formats, count, wrote):
    at = _write_heading(page, formats, sheet)
    for column, label in enumerate(sheet.header):
        page.write_string(at, column, safe_text(as_text(label)), formats["header"])
    page.freeze_panes(at + 1, 0)
    widths = [_width(label) for label in sheet.header]
    row_number = at
    for row_number, row in enumerate(sheet.rows, at + 1):
        for column, value in enumerate(row):
            _write(page, row_number, column, value, formats)
            if row_number - at <= _MEASURED_ROWS and column < len(widths):
                widths[column] = max(widths[column], _width(value))
        count += 1
        if wrote:
            wrote(count)
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width + 2, NARROWEST), sheet.widest))
    if sheet.header:
        page.autofilter(at, 0, max(row_number, at), len(sheet.header) - 1)
    _set_up_print(page, at)
    if sheet.beside_the_print:
        page.print_area(0, 0, max(row_number, at), len(sheet.header) - 1 - sheet.beside_the_print)
    return count


def _set_up_print(page, header_row):
    page.repeat_rows(header_row)
    page.set_landscape()
    page.set_paper(_PAPER_A4)
    page.set_margins(**_MARGINS)
    page.center_horizontally()
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页，共 &N 页")


def safe_text(text):
    """A text that no spreadsheet takes for a formula, printable and not too long for a cell."""
    text = _UNWRITABLE.sub("", text)[:_LONGEST].lstrip(_HIDDEN_STARTS)
    start = text.lstrip(_HIDDEN_STARTS + " \u3000")
    # A full-width = or + runs as well in East Asian editions.
    if looks_like_formula(unicodedata.normalize("NFKC", start[:64])):
        return ("'" + start)[:_LONGEST]
    return text


def _formats(book):
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    boxed = {**base, "border": 1, "text_wrap": True}
    return {
        "title": book.add_format(
            {**base, "font_name": _TITLE_FONT, "font_size": 18, "align": "center"}
        ),
        "note": book.add_format({**base, "font_size": 10, "font_color": "#595959"}),
        "header": book.add_format(
            {**boxed, "bold": True, "align": "center", "bg_color": "#F2F2F2"}
        ),
        "cell": book.add_format(boxed),
        "number": book.add_format({**boxed, "align": "center"}),
        "share": book.add_format({**boxed, "align": "center", "num_format": "0%"}),
        "date": book.add_format({**boxed, "align": "center", "num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({**boxed, "align": "center", "num_format": "yyyy-mm-dd hh:mm"}),
    }


def _write_heading(page, formats, sheet):
    """The lines above the header; returns the header's row. The title stands over all columns, as offices print it."""
    at, last = 0, len(sheet.header) - 1 - sheet.beside_the_print
    if sheet.title:
        page.set_row(0, 30)
        if last > 0:
            page.merge_range(0, 0, 0, last, "", formats["title"])
        page.write_string(0, 0, safe_text(sheet.title), formats["title"])
        at = 1
    for text in filter(None, sheet.notes):
        page.write_string(at, 0, safe_text(text), formats["note"])
        at += 1
    return at


def _write(page, row, column, value, formats):
    if value is None or value == "":
        page.write_blank(row, column, None, formats["cell"])
    elif isinstance(value, bool):
        page.write_string(row, column, "是" if value else "否", formats["number"])
    elif isinstance(value, Share):
        page.write_number(row, column, value, formats["share"])
    elif isinstance(value, (int, float, Decimal)):
        page.write_number(row, column, value, formats["number"])
    elif isinstance(value, datetime.datetime):
        page.write_datetime(row, column, value.replace(tzinfo=None), formats["moment"])
    elif isinstance(value, datetime.date):
        page.write_datetime(row, column, value, formats["date"])
    else:
        page.write_string(row, column, safe_text(str(value)), formats["cell"])


def _width(value):
    """Columns that a text takes: a Chinese character counts two."""
    lines = as_text(value).splitlines() or [""]
    return max(
        sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line[:60])
        for line in lines
    )


def _sheet_name(name, taken):
    """What Excel allows as the name of a sheet, and no name twice."""
    plain = "".join(c for c in name if c not in "[]:*?/\\'")[:28] or "清单"
    unique, number = plain, 2
    while unique.casefold() in taken:
        unique, number = f"{plain}{number}", number + 1
    taken.add(unique.casefold())
    return unique
