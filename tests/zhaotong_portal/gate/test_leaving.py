"""What leaves: lists, long lists, papers, REST and the admin's tables, with texts that are older than the gate."""

import io
import json
from dataclasses import dataclass

import pytest
from docx import Document
from tablib import Dataset

from tasks.models import ItemKind, ReminderSheet, WorkItem
from tests.zhaotong_portal.exports.sheets import book_of, every_text
from units.admin_base import SafeCSV
from zhaotong_portal.documents.ledger import Table
from zhaotong_portal.exports import background
from zhaotong_portal.exports.models import Export
from zhaotong_portal.exports.tables import table
from zhaotong_portal.gate import leaving
from zhaotong_portal.gate.leaving import WITHHELD

pytestmark = pytest.mark.any_database

LIST = "/items/?face=key_task&export=items"
MARK, PHONE, HIDDEN = "机密★10年", "13812345678", "138****5678"


@pytest.fixture
def items(tax):
    """Two tasks, put in as if before the gate."""
    rows = [
        WorkItem(unit=tax, kind=ItemKind.KEY_TASK, year=2025, title=title, title_key=title, deadline_kind="ongoing")
        for title in ("走访企业", "联系群众")
    ]  # fmt: skip
    return WorkItem.objects.bulk_create(rows)


@pytest.fixture
def with_phone(items):
    WorkItem.objects.filter(pk=items[0].pk).update(measures=f"联系李某{PHONE}")
    return items


@pytest.fixture
def with_mark(items):
    WorkItem.objects.filter(pk=items[0].pk).update(measures=f"第一行\n按{MARK}文件落实")
    return items


def test_a_list_without_anything_is_the_file_at_once(log_in, staff, items):
    assert "走访企业" in every_text(book_of(log_in(staff).get(LIST)))


def test_before_a_file_with_numbers_goes_out_the_page_shows_what_is_hidden(
    log_in, staff, with_phone
):
    client = log_in(staff)
    page = client.get(LIST)
    assert "有 1 处疑似个人信息，已遮盖" in page.text
    assert f"联系李某{HIDDEN}" in page.text
    assert PHONE not in page.text
    texts = every_text(book_of(client.get(f"{LIST}&masked=1")))
    assert f"联系李某{HIDDEN}" in texts
    assert any("已遮盖 1 处疑似个人信息" in text for text in texts), "the file says so itself"
    assert not any(PHONE in text for text in texts)


def test_a_secrecy_mark_stops_the_export_and_leads_to_the_row(log_in, staff, with_mark):
    page = log_in(staff).get(f"{LIST}&masked=1")
    assert page.status_code == 409
    assert "密级标志“机密★10年”" in page.text
    assert with_mark[0].get_absolute_url() in page.text
    assert "文件落实" not in page.text


def test_a_column_of_telephones_goes_out_as_it_is(db):
    rows = [("李某", PHONE, f"备注{PHONE}")]
    passed_table, passed = leaving.pass_table(table("t", "表", ["姓名", "联系电话", "备注"], rows))
    assert list(passed_table.parts[0].rows()) == [("李某", PHONE, f"备注{HIDDEN}")]
    assert (passed.masked, passed.where) == (1, [["表", 1, "备注", f"备注{HIDDEN}"]])


def test_the_rows_of_a_table_are_asked_for_once(db):
    asked = []
    rows = lambda: asked.append(1) or iter([("一", 2, None)])  # noqa: E731
    passed_table, _ = leaving.pass_table(table("t", "表", ["甲", "乙", "丙"], rows, count=1))
    assert list(passed_table.parts[0].rows()) == list(passed_table.parts[0].rows())
    assert asked == [1]


class TestLongExports:
    @pytest.fixture(autouse=True)
    def short_limit(self, settings, monkeypatch):
        settings.EXPORT_INLINE_ROWS = 1
        monkeypatch.setattr(background, "send", lambda pk: None)

    def made(self, client):
        client.get(LIST)
        background.run(Export.objects.get().pk)
        return Export.objects.get()

    def test_it_is_masked_and_its_page_tells_how_much(self, log_in, staff, with_phone):
        client = log_in(staff)
        export = self.made(client)
        assert (export.state, export.masked) == ("done", 1)
        page = client.get("/exports/").text
        assert "有 1 处疑似个人信息，已遮盖" in page
        assert HIDDEN in page and PHONE not in page
        with export.file.open() as file:
            assert not any(PHONE in text for text in every_text(book_of(file.read())))

    def test_a_secrecy_mark_makes_no_file(self, log_in, staff, with_mark):
        export = self.made(log_in(staff))
        assert (export.state, bool(export.file)) == ("failed", False)
        assert "密级标志“机密★10年”" in export.reason
        assert "文件落实" not in export.reason


def test_rest_hides_numbers_and_withholds_secrets(log_in, staff, with_phone):
    WorkItem.objects.filter(pk=with_phone[1].pk).update(measures=f"{MARK}正文")
    answer = log_in(staff).get("/api/v1/items/")
    said = json.dumps(answer.json(), ensure_ascii=False)
    assert HIDDEN in said and WITHHELD in said
    assert PHONE not in said and "正文" not in said


def test_plain_data_keeps_its_shape(db):
    data = {"a": [1, None, True, {"b": PHONE}], "c": ("x", 2.5)}
    assert leaving.pass_data(data) == {"a": [1, None, True, {"b": HIDDEN}], "c": ["x", 2.5]}


def test_a_paper_goes_out_as_word_with_numbers_hidden(log_in, world):
    sheet = world.own["sheet"]
    ReminderSheet.objects.filter(pk=sheet.pk).update(paper={}, opening=f"请与李某{PHONE}联系。")
    client = log_in(world.people["staff"])
    address = f"/reminders/sheet/{sheet.pk}.docx"
    assert "有 1 处疑似个人信息，已遮盖" in client.get(address).text
    document = Document(io.BytesIO(client.get(f"{address}?masked=1").content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert HIDDEN in text and PHONE not in text
    ReminderSheet.objects.filter(pk=sheet.pk).update(paper={}, opening=f"按{MARK}文件办理。")
    assert client.get(f"{address}?masked=1").status_code == 409


@dataclass(frozen=True)
class Leaflet:
    """A paper with a table, as ledgers have them."""

    title: str
    table: Table
    contact: str = ""


def test_tables_of_a_paper_hide_numbers_but_not_their_telephones(db):
    rows = (("李某", PHONE, f"备注{PHONE}"), ("联系电话", "", PHONE))
    paper = Leaflet("交接单", Table(("姓名", "联系电话", "备注"), rows), contact=PHONE)
    passed_paper, passed = leaving.pass_paper(paper)
    assert passed_paper.table.rows == (("李某", PHONE, f"备注{HIDDEN}"), rows[1])
    assert (passed_paper.contact, passed.masked) == (PHONE, 1)


def test_the_admins_export_is_no_way_around(db):
    dataset = Dataset(("走访", PHONE, f"联系{PHONE}"), headers=["事项", "电话", "措施"])
    SafeCSV()._escape_formulae(dataset)
    assert dataset[0] == ("走访", PHONE, f"联系{HIDDEN}")
