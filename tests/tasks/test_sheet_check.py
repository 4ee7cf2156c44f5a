"""Looking all sheets over, taking them along as one archive, and finding old ones by what they say."""

import io
import zipfile

import pytest
from docx import Document

from tasks import sheet_check
from tasks.models import ReminderSheet, SheetCheck
from tasks.workflows.reminder import compose_month, issue, recall, write_common
from tests.tasks.figures_world import NOVEMBER
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from tests.tasks.reminder_world import sheet_of

pytestmark = pytest.mark.any_database

CHECK = f"/reminders/{NOVEMBER}/check/"


def compared(person):
    sheets = ReminderSheet.objects.of(NOVEMBER).live().prefetch_related("lines")
    last, found = sheet_check.since_last_look(list(sheets), NOVEMBER, person)
    return {one.sheet.unit.short_name: one for one in found if one.changed}


def test_only_what_changed_since_the_last_look_is_marked(composed, staff, late_item, log_in):
    assert compared(staff) == {}, "before the first look nothing is new"
    client = log_in(staff)
    assert client.post(f"/reminders/{NOVEMBER}/checked/").status_code == 302
    late_item.title = "青年税务宣讲进社区"
    late_item.save()
    compose_month(NOVEMBER)
    (changed,) = compared(staff).values()
    assert [mark for _, mark in changed.lines] == ["changed", "same"]
    late_item.deadline_kind, late_item.deadline = "ongoing", None
    late_item.save()
    compose_month(NOVEMBER)
    assert compared(staff)["市税务局"].gone == ["“青年税务宣讲进校园”"]
    page = client.get(f"{CHECK}?show=changed").content.decode()
    assert "不再提示" in page and "市气象局" not in page
    write_common(NOVEMBER, staff, "落实“第一议题”。")
    assert len(compared(staff)) == 4
    assert "第一议题" in client.get(CHECK).content.decode()
    client.post(f"/reminders/{NOVEMBER}/checked/")
    assert compared(staff) == {}
    assert SheetCheck.objects.count() == 1


def test_all_sheets_side_by_side_cost_few_queries(composed, staff, log_in, django_assert_max_num_queries):  # fmt: skip
    client = log_in(staff)
    client.get(CHECK)
    with django_assert_max_num_queries(12):
        client.get(CHECK)


def test_one_archive_holds_every_sheet_in_protocol_order(issued, staff, log_in):
    answer = log_in(staff).get(f"/reminders/{NOVEMBER}/all.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        first = Document(io.BytesIO(archive.read(names[0])))
    assert names[0] == "01 市税务局 2026年11月工作提示单.docx"
    assert len(names) == 4
    assert any("昭直党提〔2026〕1号" in paragraph.text for paragraph in first.paragraphs)


def test_a_sheet_with_a_secrecy_mark_stops_the_archive_and_is_named(issued, staff, log_in):
    paper = {**issued.paper, "title": "机密★1年 提示单"}
    ReminderSheet.objects.filter(pk=issued.pk).update(paper=paper)
    answer = log_in(staff).get(f"/reminders/{NOVEMBER}/all.zip")
    assert answer.status_code == 409
    assert "市税务局" in answer.content.decode()


@pytest.mark.parametrize(
    "query, found",
    [
        ("q=宣讲进校园", 2),
        ("q=昭直党提〔2026〕2号", 1),
        ("q=税务局", 2),
        ("q=宣讲 逾期6天", 2),
        ("q=没有这样的话", 0),
        ("q=宣讲&year=2026&state=recalled", 1),
        ("year=2025", 2),  # a year without sheets is no choice and filters nothing
    ],
)
def test_sheets_are_found_by_what_they_say(issued, tax, staff, officer, log_in, query, found):
    recall(issued.pk, staff, "时限有误。")
    compose_month(NOVEMBER, staff, unit_ids=[tax.pk])
    issue(sheet_of(tax).pk, staff)
    page = log_in(officer).get(f"/reminders/archive/?{query}")
    assert len(page.context["rows"]) == found


def test_nobody_finds_another_units_sheets_or_one_that_is_not_out(composed, other_officer, officer, log_in):  # fmt: skip
    for person in (other_officer, officer):
        assert log_in(person).get("/reminders/archive/?q=宣讲").context["rows"] == []
