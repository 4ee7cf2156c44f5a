"""The sender's own workbook back, with the faulty cells marked and explained in comments."""

import io
from collections import defaultdict
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from .opening import open_workbook
from .text import as_text

_FILLS = {
    True: PatternFill("solid", start_color="FFFDECEA", end_color="FFFDECEA"),
    False: PatternFill("solid", start_color="FFFFF6DC", end_color="FFFFF6DC"),
}
_AUTHOR = "导入检查"
_COMMENT_WIDTH, _LINE_HEIGHT = 320, 34


def annotate(path_or_bytes, messages, filename=""):
    """The bytes of an xlsx: a copy with every message at its cell. An xls or CSV comes back as xlsx."""
    data = path_or_bytes if isinstance(path_or_bytes, bytes) else Path(path_or_bytes).read_bytes()
    name = filename or ("" if isinstance(path_or_bytes, bytes) else str(path_or_bytes))
    sheets = open_workbook(data, name)  # the limits and refusals hold here too
    book = openpyxl.load_workbook(io.BytesIO(data)) if data.startswith(b"PK") else _rebuilt(sheets)
    at_cell = defaultdict(list)
    for message in messages:
        at_cell[message.sheet, message.line or message.row, message.index or 0].append(message)
    for (sheet_name, row, index), found in at_cell.items():
        sheet = book[sheet_name] if sheet_name in book.sheetnames else book.worksheets[0]
        _mark(_anchor(sheet, row, index + 1), found)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _mark(cell, messages):
    cell.fill = _FILLS[any(message.is_error for message in messages)]
    said = cell.comment.text.splitlines() if cell.comment else []
    lines = [("需修改：" if m.is_error else "请留意：") + m.text for m in messages]
    text = "\n".join(dict.fromkeys(said + lines))  # a merged cell says once what all its rows say
    height = _LINE_HEIGHT * sum(1 + len(line) // 22 for line in text.splitlines())
    cell.comment = Comment(text, _AUTHOR, height=height, width=_COMMENT_WIDTH)


def _anchor(sheet, row, column):
    """The cell itself, or the first one of the merged range that covers it: only that can carry a comment."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _rebuilt(sheets):
    """A workbook with the values of an xls or CSV; what looks like a formula stays text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for found in sheets:
        sheet = book.create_sheet(found.name or "清单")
        for r, row in enumerate(found.rows, 1):
            for c, value in enumerate(row, 1):
                if value != "":
                    _put(sheet.cell(r, c), value)
        for top, left, bottom, right in found.merges:
            sheet.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
    return book


def _put(cell, value):
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", as_text(value))[:32_767]
        cell.data_type = "s"
        cell.quotePrefix = cell.value[:1] in "=+-@"
    else:
        cell.value = value
