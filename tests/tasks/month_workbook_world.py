"""The month as a workbook, as an officer takes it, fills it in and hands it back."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tasks.month_world import url

ADDRESS = "/month/2026-11/workbook/"
TITLE = "税费政策“上门办”"
HOSTILE = Path(__file__).parents[2] / "fixtures" / "samples" / "hostile"


def download(client):
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(client, report, book, name="填好的.xlsx"):
    data = book if isinstance(book, bytes) else saved(book)
    return client.post(url(report, "workbook"), {"file": SimpleUploadedFile(name, data)})


def preview(client, report):
    answer = client.get(url(report, "workbook"))
    assert answer.status_code == 200
    return answer.context["preview"]


def confirm(client, report):
    return client.post(url(report, "workbook/confirm"))


def cell(sheet, about, label):
    """The cell of the row that tells of `about`, in the column `label`."""
    head = [c.value for c in sheet[3]]
    row = next(row for row in sheet.iter_rows(min_row=4) if about in [c.value for c in row])
    return row[head.index(label)]


def fill_in(book, about, sheet="事项进展", **labels):
    for label, value in labels.items():
        label = {"本月进度": "本月进度（%）"}.get(label, label)
        cell(book[sheet], about, label).value = value


@pytest.fixture
def officers(log_in, officer, report):
    """The officer's browser, with the month open."""
    return log_in(officer)
