"""A workbook to be filled in and handed back: drop-downs, checks with Chinese sentences, hints, locked headings.

Protection without a password keeps a slip from spoiling headings and keys; whoever must can lift it. Nothing is
hidden but the keys by which rows are found again, and the guide on the last sheet says so.
"""

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import xlsxwriter

from .export import safe_text
from .text import as_text

GUIDE = "填写说明"
EMPTY_ROWS = 500
FIRST_ROW = 3  # of the records from 0: below title, mark and header
_FONT = "宋体"
_LONGEST_INLINE = 255  # of the choices written into a drop-down itself, Excel's limit
_LONGEST_HINT, _LONGEST_HINT_TITLE = 255, 32
_LOOKUPS_FROM = 3  # column of the guide's lists
# What a person may still do on a protected sheet.
_ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
_SHARE_FAULT = "进度请填 0% 到 100%，如 80%。"
_PERCENT_FAULT = "进度请填 0 到 100 的整数，不用写百分号。"
_DATE_FAULT = "请填日期，如 2026-11-30。"
_COUNT_FAULT = "请填不小于 0 的整数。"
_DEADLINE_FAULT = (
    "时限一般填日期，如 2026-11-30；没有具体日期的填“长期”“每月”或“每季度”。仍要保留所填内容吗？"
)


@dataclass(frozen=True)
class FormColumn:
    """One column. `check`: deadline, date, share (80%), percent (80), count, or a number: the longest text allowed."""

    label: str
    width: float = 14
    hint: str = ""
    choices: Sequence[str] = ()
    check: str | int = ""
    locked: bool = False  # shown for orientation, never filled in
    fixed: bool = False  # locked in the rows that exist already, open in the empty ones
    hidden: bool = False
    open_choices: bool = False  # what is not among the choices may be written all the same


@dataclass(frozen=True)
class Locked:
    """A value that is not for this form to change, in a column where others are."""

    value: object


@dataclass(frozen=True)
class FormSheet:
    """`rows`: sequences as wide as `columns`, of text, numbers, dates, None, or these as `Locked`."""

    name: str
    title: str
    columns: Sequence[FormColumn]
    rows: Iterable[Sequence]
    empty_rows: int = EMPTY_ROWS


@dataclass
class _Book:
    book: object
    formats: dict
    lookups: dict = field(default_factory=dict)  # choices too long for a cell's rule → reference

    def reference(self, label, choices):
        """Where on the guide a long list of choices will stand."""
        key = (label, tuple(choices))
        if key not in self.lookups:
            letter = chr(ord("A") + _LOOKUPS_FROM + len(self.lookups))
            self.lookups[key] = f"='{GUIDE}'!${letter}$2:${letter}${len(choices) + 1}"
        return self.lookups[key]


def write_forms(sheets: Sequence[FormSheet], mark: str, guide: Sequence[str], author="") -> bytes:
    """The bytes of an xlsx: these sheets, each with `mark` below its title, and the guide at the end."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"author": author})
    work = _Book(book, _formats(book))
    for sheet in sheets:
        _write_sheet(work, sheet, mark)
    _write_guide(work, guide)
    book.close()
    return out.getvalue()


def _formats(book):
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    boxed = {**base, "border": 1, "border_color": "#BFBFBF", "text_wrap": True}
    kinds = {
        "text": {"num_format": "@"},
        "date": {"num_format": "yyyy-mm-dd"},
        "share": {"num_format": "0%"},
        "plain": {},
    }
    formats = {
        (name, locked): book.add_format(
            {**boxed, **look, "locked": locked}
            | ({"bg_color": "#EDEDED", "font_color": "#404040"} if locked else {})
        )
        for name, look in kinds.items()
        for locked in (False, True)
    }
    formats["title"] = book.add_format({**base, "font_size": 16, "bold": True})
    formats["mark"] = book.add_format({**base, "font_color": "#595959"})
    formats["guide"] = book.add_format({**base, "text_wrap": True})
    header = {**boxed, "bold": True, "align": "center"}
    formats["header"] = book.add_format({**header, "bg_color": "#F6DFDD"})
    formats["context"] = book.add_format({**header, "bg_color": "#D9D9D9"})
    return formats


def _write_sheet(work, form, mark):
    sheet = work.book.add_worksheet(form.name)
    sheet.write_string(0, 0, safe_text(form.title), work.formats["title"])
    sheet.write_string(1, 0, safe_text(mark), work.formats["mark"])
    for index, column in enumerate(form.columns):
        look = work.formats["context" if column.locked else "header"]
        sheet.write_string(FIRST_ROW - 1, index, column.label, look)
        options = {"hidden": True} if column.hidden else {}
        sheet.set_column(index, index, column.width, None, options)
    count = 0
    for count, row in enumerate(form.rows, 1):
        for index, (column, value) in enumerate(zip(form.columns, row, strict=True)):
            _write(work, sheet, (FIRST_ROW + count - 1, index), column, value)
    first_empty, end = FIRST_ROW + count, FIRST_ROW + count + form.empty_rows
    for index, column in enumerate(form.columns):
        look = work.formats[_look(column), column.locked]
        for row in range(first_empty, end):
            sheet.write_blank(row, index, None, look)
        if end > FIRST_ROW and not column.locked:
            rule = _rule(work, column, index)
            sheet.data_validation(FIRST_ROW, index, end - 1, index, rule)
    _set_up(sheet, form, end)


def _set_up(sheet, form, end):
    shown = max(i for i, column in enumerate(form.columns) if not column.hidden)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.autofilter(FIRST_ROW - 1, 0, max(end - 1, FIRST_ROW), shown)
    sheet.protect("", _ALLOWED)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _look(column):
    if column.check in ("deadline", "date"):
        return "date"
    if column.check == "share":
        return "share"
    return "plain" if column.check in ("percent", "count") or column.choices else "text"


def _write(work, sheet, place, column, value):
    locked = column.locked or column.fixed or isinstance(value, Locked)
    value = value.value if isinstance(value, Locked) else value
    if value is None or value == "":
        sheet.write_blank(*place, None, work.formats[_look(column), locked])
    elif isinstance(value, datetime.date):
        sheet.write_datetime(*place, value, work.formats["date", locked])
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        look = "share" if column.check == "share" else "plain"
        sheet.write_number(*place, value, work.formats[look, locked])
    else:
        sheet.write_string(*place, safe_text(as_text(value)), work.formats[_look(column), locked])


# -- what a cell takes ---------------------------------------------------------------------------


def _rule(work, column, index):
    """The check of a column's cells, and the hint shown while one is filled in."""
    rule = {"validate": "any", "error_title": "请核对"} | _check(column, index)
    if column.choices:
        rule |= _choice(work, column)
    if column.hint:
        rule["input_title"] = column.label[:_LONGEST_HINT_TITLE]
        rule["input_message"] = column.hint[:_LONGEST_HINT]
    return rule


def _check(column, index):
    if column.check == "share":
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1,
                "error_message": _SHARE_FAULT}  # fmt: skip
    if column.check == "percent":
        return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100,
                "error_message": _PERCENT_FAULT}  # fmt: skip
    if column.check == "deadline":
        cell = xlsxwriter.utility.xl_rowcol_to_cell(FIRST_ROW, index, col_abs=True)
        words = ",".join(f'{cell}="{word}"' for word in ("长期", "每月", "每季度"))
        # A warning, not a refusal: the portal understands 3月底前 and its relatives as well.
        return {"validate": "custom", "value": f"=OR(ISNUMBER({cell}),{words})", "error_type": "warning",
                "error_message": _DEADLINE_FAULT}  # fmt: skip
    if column.check == "date":
        return {"validate": "date", "criteria": ">", "value": datetime.date(1900, 1, 1),
                "error_message": _DATE_FAULT}  # fmt: skip
    if column.check == "count":
        return {"validate": "integer", "criteria": ">=", "value": 0, "error_message": _COUNT_FAULT}
    if isinstance(column.check, int):
        return {"validate": "length", "criteria": "<=", "value": column.check,
                "error_message": f"最多 {column.check} 字，请精简。"}  # fmt: skip
    return {}


def _choice(work, column):
    inline = len(",".join(column.choices)) <= _LONGEST_INLINE and not any(
        "," in choice for choice in column.choices
    )
    source = list(column.choices) if inline else work.reference(column.label, column.choices)
    where = "" if inline else f"，可选内容列在“{GUIDE}”中"
    rule = {"validate": "list", "source": source, "error_message": f"请从下拉列表中选择{where}。"}
    return rule | ({"show_error": False} if column.open_choices else {})


def _write_guide(work, lines):
    sheet = work.book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 90)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, safe_text(line), work.formats["guide"])
    for offset, (label, choices) in enumerate(work.lookups):
        column = _LOOKUPS_FROM + offset
        sheet.set_column(column, column, 32)
        sheet.write_string(0, column, f"可选：{label}", work.formats["header"])
        for row, choice in enumerate(choices, 1):
            sheet.write_string(row, column, safe_text(choice), work.formats["text", True])
    sheet.protect("", _ALLOWED)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
