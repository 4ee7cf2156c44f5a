"""The 84 units, the sample workbooks, and lists written on the spot: what tests of imports stand on."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from units.loading import load_units
from zhaotong_portal.imports import batches

SAMPLES = Path(__file__).resolve().parent.parent / "fixtures" / "samples"
SERVICE_HEADER = ["责任单位", "服务类别", "服务事项", "具体措施", "完成时限", "责任人"]
ROW = ["市税务局", "服务群众", "税费政策上门办", "每季度上门一次", "2025年11月底", "赵某甲"]


def sample(start):
    """The sample workbook whose name begins so."""
    return next(path for path in SAMPLES.rglob(f"{start}*") if path.suffix != ".json")


def expected_of(path):
    return json.loads(path.with_name(f"{path.name}.expected.json").read_text(encoding="utf-8"))


def workbook(rows, title="2025年三服务清单", name="清单.xlsx", header=SERVICE_HEADER):
    """An upload with one sheet: a title, the header, these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def upload_of(path):
    return SimpleUploadedFile(path.name, path.read_bytes())


def hand_in(actor, rows, **options):
    return batches.take_upload(workbook(rows, **options), actor)


def bring_in(actor, rows, skip_errors=False, **options):
    """Hand in and commit; the committed batch."""
    return batches.commit(hand_in(actor, rows, **options).pk, actor, skip_errors=skip_errors)


def changed(row=None, **cells):
    """ROW with some cells exchanged, by the number of the column: changed(c4="长期")."""
    row = list(row or ROW)
    for name, value in cells.items():
        row[int(name[1:])] = value
    return row


def table_counts():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


@pytest.fixture
def all_units(db):
    """Districts and the 84 units of the fixtures."""
    load_units()
