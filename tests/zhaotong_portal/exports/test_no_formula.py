"""Nothing that goes out runs: not in the workbook, not after it was saved as CSV, not from the admin's tables."""

import csv
import io
import re
import unicodedata
import zipfile

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.zhaotong_portal.exports.sheets import book_of
from units.models import Unit
from zhaotong_portal.excel import write_table
from zhaotong_portal.excel.opening import open_workbook
from zhaotong_portal.excel.text import paragraph

pytestmark = pytest.mark.any_database

NASTY = st.text(alphabet="=+-@|'\"\t\r\n 　＝＋－＠甲A1()!_x0D;,\u202e\ufffe\x00", max_size=24)
ANY = st.text(max_size=60)
HARMLESS = re.compile(r"[+-][\d.,\s]*%?|[-–—_\s]+")


@given(st.lists(NASTY | ANY, min_size=1, max_size=8))
def test_any_text_stays_a_text_and_is_read_as_it_was(texts):
    data = write_table(["文字"], [[text] for text in texts])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    cells = [sheet.cell(row, 1) for row in range(2, len(texts) + 2)]
    assert not [cell for cell in cells if cell.data_type == "f"]
    rows = open_workbook(data, "清单.xlsx")[0].rows[1:]
    read = [paragraph(row[0]) if row else "" for row in rows]
    read += [""] * (len(texts) - len(read))
    assert read == [paragraph(_writable(text)) for text in texts]


def _writable(text):
    """What XML can hold at all."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


@given(st.lists(NASTY, min_size=1, max_size=8))
def test_saved_as_csv_no_cell_begins_as_a_formula(texts):
    sheet = openpyxl.load_workbook(io.BytesIO(write_table(["文字"], [[t] for t in texts]))).active
    out = io.StringIO()
    csv.writer(out).writerows(
        [[_shown(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    )
    for row in csv.reader(io.StringIO(out.getvalue(), newline="")):
        for text in row:
            if text[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"):
                assert HARMLESS.fullmatch(unicodedata.normalize("NFKC", text)), repr(text)


def _shown(text):
    """As a spreadsheet program shows it: openpyxl leaves _x000D_ where the file means a carriage return."""
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def test_numbers_below_zero_stay_numbers():
    sheet = openpyxl.load_workbook(io.BytesIO(write_table(["数"], [[-5], [-0.25]]))).active
    assert [(sheet.cell(r, 1).value, sheet.cell(r, 1).data_type) for r in (2, 3)] == [
        (-5, "n"),
        (-0.25, "n"),
    ]


@pytest.fixture
def exported(world, client):
    client.force_login(world.people["staff"])
    return client.get("/items/?export=items")


def test_a_workbook_hides_nothing(exported):
    book = book_of(exported)
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not [key for key, column in sheet.column_dimensions.items() if column.hidden]
        assert not [key for key, row in sheet.row_dimensions.items() if row.hidden]
        assert not [
            cell for row in sheet.iter_rows() for cell in row if cell.comment or cell.hyperlink
        ]
    assert not [name for name, defined in book.defined_names.items() if defined.hidden]
    assert book.properties.creator == "昭通市直机关党建工作平台"
    assert (
        not book.properties.lastModifiedBy
        or book.properties.lastModifiedBy == book.properties.creator
    )


def test_a_workbook_knows_neither_the_account_nor_the_machine(exported, settings):
    with zipfile.ZipFile(io.BytesIO(exported.content)) as parts:
        names = parts.namelist()
        text = "".join(parts.read(name).decode("utf-8", "replace") for name in names)
    assert not [name for name in names if "external" in name.lower() or "vba" in name.lower()]
    for secret in (str(settings.BASE_DIR), str(settings.VAR_DIR), "staff", "/tmp/"):
        assert secret not in text, secret


def test_a_workbook_prints_as_offices_print(exported):
    for sheet in book_of(exported):
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.center.text or "第" in sheet.oddFooter.center.text
        header = int(re.search(r"\d+", sheet.auto_filter.ref)[0])
        assert sheet.print_title_rows == f"${header}:${header}"
        key = next(cell for cell in sheet[header] if cell.value == "行标识")
        assert key.column_letter not in re.findall(r"\$([A-Z]+)\$", sheet.print_area)


@pytest.mark.parametrize("format", ["0", "1"])
@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\t=1+1"])
def test_an_export_from_the_admin_carries_no_formula(format, name, world, client):
    Unit.objects.filter(pk=world.own["unit"].pk).update(short_name=name)
    client.force_login(world.people["administrator"])
    url = reverse("admin:units_unit_export")
    fields = client.get(url).context["form"].fields
    data = {field: "on" for field in fields if field.startswith("unitresource_")}
    answer = client.post(url, {**data, "format": format, "resource": ""})
    if answer["Content-Type"].endswith("sheet"):
        rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    else:
        rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    assert [text for text in texts if name.strip() in text]
    assert not [text for text in texts if text[:1] in ("=", "+", "@", "-", "\t")]
