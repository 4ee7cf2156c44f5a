"""Reading what an export holds."""

import io
import re
from html import unescape

import openpyxl

LINK = re.compile(r'href="(\?[^"]*export=[^"]*)"')


def book_of(response):
    content = response.content if hasattr(response, "content") else response
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(book):
    """The rows below the header of every sheet, in order; the header is where the filter stands."""
    found = []
    for sheet in book:
        first = int(re.match(r"\$?[A-Z]+\$?(\d+)", sheet.auto_filter.ref)[1])
        found += list(sheet.iter_rows(min_row=first + 1, values_only=True))
    return found


def header_of(sheet):
    first = int(re.match(r"\$?[A-Z]+\$?(\d+)", sheet.auto_filter.ref)[1])
    return [cell.value for cell in sheet[first]]


def every_text(book):
    return [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value is not None]  # fmt: skip


def export_links(html):
    return list(dict.fromkeys(unescape(link) for link in LINK.findall(html)))
