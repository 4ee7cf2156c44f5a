"""The sender's own workbook back, with the faulty cells marked and explained in comments.

An xlsx is not written anew: only its faulty cells, their formats and their comments are put into it (marking.py).
Pictures, charts, shapes, drop-downs, conditional formats, widths, hidden rows: all else stays, byte for byte. An old
xls or a CSV has no such parts; it comes back as an xlsx with its values, merged cells, and widths that fit them.
"""

import datetime
import io
import re
import unicodedata
from collections import defaultdict

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from .archive import checked_archive
from .limits import USUAL
from .marking import Mark, mark_package
from .opening import bytes_of, open_workbook
from .text import as_text

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDEST = 50
_DATES = (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)


def annotate(path_or_bytes, messages, filename="", values=None, limits=USUAL):
    """The bytes of an xlsx: a copy with every message at its cell. An xls or CSV comes back as xlsx.

    `values`: {(sheet, line, index): text} that somebody put in place of what stood there.
    """
    data = bytes_of(path_or_bytes, limits)
    name = filename or ("" if isinstance(path_or_bytes, bytes) else str(path_or_bytes))
    names = {}
    if data.startswith(b"PK"):
        checked_archive(data, limits)  # the limits and refusals hold here too
    else:
        data, names = _rebuilt(open_workbook(data, name, limits))
    marks = defaultdict(dict)
    for (sheet, row, column), text in (values or {}).items():
        mark = marks[names.get(sheet, sheet)].setdefault((row, column + 1), Mark())
        mark.value = _clean(text)
    for message in messages:
        place = message.line or message.row, (message.index or 0) + 1
        mark = marks[names.get(message.sheet, message.sheet)].setdefault(place, Mark())
        mark.is_error = mark.is_error or message.is_error
        mark.lines.append(_clean(("需修改：" if message.is_error else "请留意：") + message.text))
    return mark_package(data, marks)


def _clean(text):
    return _UNWRITABLE.sub("", text)[:32_767]


def _rebuilt(sheets):
    """A workbook with the values of an xls or CSV, and what each sheet is named in it.

    What looks like a formula stays text.
    """
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    names = {}
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, found in enumerate(sheets, 1):
            sheet = _new_sheet(book, found.name or "清单", number)
            names[found.name] = sheet.get_name()
            for top, left, bottom, right in found.merges:
                try:
                    sheet.merge_range(top, left, bottom, right, "")
                except (
                    XlsxWriterException
                ):  # it overlaps another one: the values stand all the same
                    continue
            for r, row in enumerate(found.rows):
                for c, value in enumerate(row):
                    _put(sheet, r, c, value, day)
            _fit_columns(sheet, found)
    return out.getvalue(), names


def _new_sheet(book, name, number):
    try:
        return book.add_worksheet(name)
    except XlsxWriterException:  # a name that Excel does not take
        return book.add_worksheet(f"工作表{number}")


def _put(sheet, row, column, value, day):
    if value == "" or value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, column, _clean(as_text(value)))
    elif isinstance(value, _DATES):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write(row, column, value)


def _fit_columns(sheet, found):
    """Wide enough for most of what stands in a column; the reader does not tell the old widths."""
    for column in range(found.width):
        texts = (row[column] for row in found.rows[:500])
        widths = sorted(_width(value) for value in texts if value != "")
        if widths:
            sheet.set_column(column, column, min(widths[len(widths) * 9 // 10] + 2, _WIDEST))


def _width(value):
    text = value if isinstance(value, str) else as_text(value)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:_WIDEST])
