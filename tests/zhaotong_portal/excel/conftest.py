"""The 84 units, and workbooks written on the spot in the shapes that offices send."""

import io
from pathlib import Path

import openpyxl
import pytest

from tasks.catalogue import read_catalogue
from zhaotong_portal.excel import NameDirectory, parse_workbook

UNITS = Path(__file__).resolve().parents[3] / "fixtures" / "units.csv"


@pytest.fixture(scope="session")
def directory():
    return NameDirectory.from_csv(UNITS)


@pytest.fixture(autouse=True)
def catalogue_of_the_fixtures(monkeypatch):
    """Kinds of higher apps know indicators by name; these tests know no database."""
    monkeypatch.setattr("tasks.imports.figure_names.catalogue", read_catalogue)


@pytest.fixture
def workbook():
    """`workbook({"清单": rows}, merges={"清单": ["A1:C1"]})` -> the bytes of an xlsx."""

    def build(sheets, merges=None, hidden=()):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for r, row in enumerate(rows, 1):
                for c, value in enumerate(row, 1):
                    if value is not None:
                        cell = sheet.cell(r, c, value)
                        if isinstance(value, str):
                            cell.data_type = "e" if value.startswith("#") else "s"
            for merged in (merges or {}).get(name, ()):
                sheet.merge_cells(merged)
            if name in hidden:
                sheet.sheet_state = "hidden"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return build


@pytest.fixture
def read(workbook, directory):
    """Read rows as one sheet of a workbook; the year is 2025 unless the list says another."""

    def parse(rows, name="Sheet1", merges=(), filename="清单.xlsx", **options):
        data = workbook({name: rows}, {name: merges})
        options.setdefault("year", 2025)
        return parse_workbook(data, filename, directory, **options)

    return parse
