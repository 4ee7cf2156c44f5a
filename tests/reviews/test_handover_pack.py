"""交接包: everything of the unit that the next person must know, each thing once, nothing of other units."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document

from reviews.models import Finding, RatingPoint
from tasks.lines import save_line
from tasks.models import ReminderSheet, SheetLine
from tasks.workflows import deadline_change
from tasks.workflows import report as reports
from tests.people import make_person
from tests.tasks.month_world import (  # noqa: F401
    at,
    branches,
    catalogue,
    clock,
    fill,
    fresh,
    november,
    report,
    service_item,
)
from units.handover_pack import sections_of
from units.models import Role
from units.workflows import handover as moves

pytestmark = pytest.mark.any_database


def section(unit, title):
    return next(each for each in sections_of(unit, Role.OFFICER) if each.title == title)


def words(unit, title):
    found = section(unit, title)
    return "\n".join([found.note, *(cell for row in found.rows for cell in row)])


def test_items_with_their_last_state_and_deadline(report, tax, officer):  # noqa: F811
    item = report.lines.first().item
    item.deadline_kind, item.deadline = "date", at(11, 20).date()
    item.save()
    line = report.lines.get(item=item)
    save_line(line.pk, officer, {"percent": 60, "text": "新开两个窗口。"}, line.version)
    said = words(tax, "在办事项")
    assert "共 2 项" in said
    for expected in (item.title, "已逾期 4 天", "新开两个窗口。"):
        assert expected in said
    assert "市气象局" not in said


def test_the_months_draft_and_all_its_gaps(report, tax, officer):  # noqa: F811
    line = report.lines.first()
    save_line(line.pk, officer, {"percent": 60, "text": "新开两个窗口。", "light": "on_track"}, 0)
    (row,) = section(tax, "未报送的月报").rows
    assert row[:2] == ("2026年11月", "填写中")
    assert "事项已填 1/2" in row[2]
    assert "：未填本月进展" in row[4] and "未报" in row[4]


def test_remarks_that_nobody_has_answered(report, tax, officer, secretary, staff):  # noqa: F811
    fill(report, officer)
    reports.sign_and_submit(report.pk, secretary)
    line = report.lines.first()
    reports.return_for_correction(report.pk, staff, {line: "请写明牵头科室。"})
    assert section(tax, "被退回、尚未答复的意见").rows == (
        ("2026年11月", line.item.title, "请写明牵头科室。", "陈示例"),
    )
    line.remarks.update(answer="已写明。")
    assert section(tax, "被退回、尚未答复的意见").rows == ()


def test_what_is_asked_owed_and_found(report, tax, weather, officer, staff):  # noqa: F811
    item = report.lines.first().item
    deadline_change.ask(item, officer, at(12, 25).date(), "汛期影响。")
    sheet = ReminderSheet.objects.create(
        unit=tax, period=report.period, state="issued", document_number="测试〔2026〕1号", issued_by=staff, issued_at=timezone.now(),
    )  # fmt: skip
    SheetLine.objects.create(sheet=sheet, order=1, condition="x", subject_key="x", heading="青年宣讲", text="已逾期。")  # fmt: skip
    SheetLine.objects.create(sheet=sheet, order=2, condition="y", subject_key="y", heading="已办的事", text="", state="closed")  # fmt: skip
    found = {"year": 2026, "source": "inspection", "found_on": at(3, 1).date()}
    Finding.objects.create(unit=tax, title="公示不及时", state="in_hand", due_on=at(11, 20).date(), **found)  # fmt: skip
    Finding.objects.create(unit=tax, title="还在核实", state="found", **found)
    Finding.objects.create(unit=weather, title="别家的问题", state="in_hand", **found)
    point = RatingPoint.objects.create(unit=tax, name="三号窗口")
    assert "12月25日前" in words(tax, "等待审批的时限变更")
    assert "青年宣讲" in words(tax, "提示单上未销的事项")
    assert "已办的事" not in words(tax, "提示单上未销的事项")
    problems = words(tax, "整改中的问题")
    assert "公示不及时" in problems and "已逾期 4 天" in problems
    assert "还在核实" not in problems and "别家的问题" not in problems
    assert "三号窗口" in words(tax, "评议码和海报") and point.token in words(tax, "评议码和海报")


def test_the_calendar_of_the_next_three_months(november, tax):  # noqa: F811
    rows = section(tax, "今后三个月的日程").rows
    assert [row[0] for row in rows] == ["2026年11月", "2026年12月", "2027年1月"]
    assert rows[0][1:] == ("12月3日（周四）18:00", "2026年12月7日", "2026年12月17日")


def test_a_draft_goes_on_under_the_next_hands_and_nobody_judges_what_they_sent(
    report, tax, officer, secretary  # noqa: F811
):  # fmt: skip
    successor = make_person("successor", "何某甲")
    fill(report, officer)
    reports.send_to_sign(report.pk, officer)
    reports.hand_back(report.pk, secretary, "再看一遍")
    plan = {"incoming": successor, "takes_effect_on": timezone.localdate(), "reason": "岗位调整"}
    made = moves.prepare(officer, officer.appointments.get(), plan)
    moves.sign_outgoing(made.pk, officer)
    moves.sign_incoming(made.pk, successor)
    successor.forget_scope()
    line = report.lines.first()
    assert line.text == "按计划推进。"
    save_line(line.pk, successor, {"text": "接着填。"}, line.version)
    reports.send_to_sign(report.pk, successor)
    reports.sign_and_submit(report.pk, secretary)
    officer.appointments.create(role=Role.STAFF, starts_on=timezone.localdate())
    officer.forget_scope()
    with pytest.raises(reports.NotAllowed):
        reports.accept(report.pk, officer)
    assert fresh(report).state == "submitted"


def test_the_word_file_holds_the_pack_and_two_lines_to_sign(report, officer, log_in):  # noqa: F811
    successor = make_person("successor", "何某甲")
    plan = {"incoming": successor, "takes_effect_on": timezone.localdate(), "reason": "岗位调整",
            "notes": "台账在三楼档案柜。"}  # fmt: skip
    made = moves.prepare(officer, officer.appointments.get(), plan)
    word = log_in(successor).get(f"{made.get_absolute_url()}handover.docx")
    document = Document(io.BytesIO(word.content))
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts[0] == "党务干部工作交接表"
    assert "台账在三楼档案柜。" in texts
    assert [text.split("：")[0] for text in texts[-2:]] == ["移交人（签字）", "接手人（签字）"]
    assert document.sections[0].header.paragraphs[0].text == "草稿"
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert any("税费政策“上门办”" in text for text in cells)


def test_more_items_cost_no_more_queries(report, tax):  # noqa: F811
    def asked():
        with CaptureQueriesContext(connection) as queries:
            sections_of(tax, Role.OFFICER)
        return len(queries)

    few = asked()
    for number in range(6):
        report.lines.create(item=service_item(tax, f"事项{number}"), period=report.period)
        Finding.objects.create(
            unit=tax, title=f"问题{number}", state="in_hand", year=2026, source="inspection",
            found_on=at(3, 1).date(),
        )  # fmt: skip
    assert asked() == few
