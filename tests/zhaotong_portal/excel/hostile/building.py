"""Good workbooks to begin with, ways to spoil them, and the register of cases: what becomes of each."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import xlsxwriter
import xlwt

UNITS = Path(__file__).resolve().parents[4] / "fixtures" / "units.csv"
HEADER = ["责任单位", "服务类别", "服务事项", "完成时限"]
ROW = ["市税务局", "服务企业", "甲", "3月底"]
MEMORY = 1024 * 2**20
READ = "read"
CASES = {}


class Case(NamedTuple):
    make: Callable
    end: str
    filename: str
    is_heavy: bool


def case(name, end, filename="清单.xlsx", heavy=False):
    """`end`: the code of the refusal, or READ where the list in it is read all the same. `heavy` ones take seconds to make."""

    def keep(make):
        CASES[name] = Case(make, end, filename, heavy)
        return make

    return keep


def xlsx(*rows, change=None):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("清单")
        for r, row in enumerate([HEADER, ROW, *rows]):
            for c, value in enumerate(row):
                sheet.write_string(r, c, value)
        if change:
            change(book, sheet)
    return out.getvalue()


def xls(*rows):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("清单")
    for r, row in enumerate([HEADER, ROW, *rows]):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_text(*rows):
    return "\n".join(",".join(row) for row in [HEADER, ROW, *rows]) + "\n"


def with_parts(data, edit=None, add=None, method=zipfile.ZIP_DEFLATED):
    """The package again, with some parts edited ({path: function of its bytes}) and others added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", method) as new,
    ):
        for name in old.namelist():
            new.writestr(name, (edit or {}).get(name, lambda same: same)(old.read(name)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out.getvalue()


SHEET, STRINGS, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"


def sheet_edited(old, new, data=None):
    return with_parts(data or xlsx(), {SHEET: lambda text: replaced(text, old, new)})


def replaced(text, old, new):
    assert old in text
    return text.replace(old, new)


def more_rows(pieces, data=None):
    return sheet_edited(b"</sheetData>", b"".join(pieces) + b"</sheetData>", data)
