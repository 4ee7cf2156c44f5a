"""离线填写: the month as a workbook, down and up; what comes back is judged by the page's own rules."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.contents import Contents
from tasks.lines import save_line
from tasks.models import IndicatorValue, MonthUpload, Remark
from tasks.month_workbook import uploads
from tasks.workflows.report import return_for_correction
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_workbook_world import (
    ADDRESS,
    TITLE,
    cell,
    confirm,
    download,
    fill_in,
    preview,
    upload,
)
from tests.tasks.month_world import NOVEMBER, at, fill, fresh, key_task, url

pytestmark = pytest.mark.any_database

# --- Down -------------------------------------------------------------------------------------------


def test_the_workbook_shows_the_month_and_says_what_it_is(officers, tax):
    book = download(officers)
    assert book.sheetnames == ["事项进展", "指标数据", "填写说明"]
    sheet = book["事项进展"]
    assert (
        sheet["A2"].value == f"模板：月度填报表 · 2026年11月 · {tax.name} · 第1版 · 2026-11-24 生成"
    )
    assert cell(sheet, TITLE, "类别").value == "三服务清单 · 服务群众"
    assert cell(sheet, TITLE, "本月进展").value is None, "nothing has been filled in yet"
    holders = {row[1].value for row in book["指标数据"].iter_rows(min_row=4)}
    assert holders == {"机关第一党支部", "离退休干部党支部", tax.name}


def test_headings_and_context_are_locked_entries_open_and_only_the_keys_hidden(officers):
    sheet = download(officers)["事项进展"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert sheet.freeze_panes == "A4"
    assert cell(sheet, TITLE, "事项").protection.locked
    assert not cell(sheet, TITLE, "本月进展").protection.locked
    ranges = [column for column in sheet.column_dimensions.values() if column.hidden]
    hidden = [sheet.cell(3, n).value for c in ranges for n in range(c.min, c.max + 1)]
    assert hidden == ["行标识", "版本"]
    assert all(row.hidden is False for row in sheet.row_dimensions.values())
    rules = {rule.error for rule in sheet.data_validations.dataValidation}
    assert "进度请填 0 到 100 的整数，不用写百分号。" in rules
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert '"正常,有滞后风险,滞后"' in lists


def test_what_is_stored_stands_in_the_cells(officers, officer, line):
    save_line(line.pk, officer, {"percent": "80", "light": "at_risk", "text": "=1+1 不是公式", "reason": "汛期"}, 0)  # fmt: skip
    sheet = download(officers)["事项进展"]
    found = [
        cell(sheet, TITLE, label).value
        for label in ("本月进度（%）", "进度灯", "本月进展", "滞后原因和下一步")
    ]
    assert found == [80, "有滞后风险", "'=1+1 不是公式", "汛期"]


def test_another_unit_finds_no_workbook_staff_read_it_and_an_address_without_unit_leads_on(
    log_in, other_officer, staff, tax, report
):
    assert log_in(other_officer).get(f"{ADDRESS}?unit={tax.pk}").status_code == 404
    assert log_in(staff).get(f"{ADDRESS}?unit={tax.pk}").status_code == 200
    assert log_in(staff).get(ADDRESS).url == "/dashboard/reports/?month=2026-11"


# --- Up: nothing and exactly what was filled in ------------------------------------------------------


def test_an_untouched_workbook_changes_nothing(officers, officer, report):
    fill(report, officer)
    text = "第一段\n  第二段  有空格\n'引号\n＝全角"
    line = report.lines.first()
    save_line(line.pk, officer, {"text": text}, line.version)
    upload(officers, report, download(officers))
    found = preview(officers, report)
    assert (found.changes, found.messages, found.weighed.count) == ([], [], 0)
    assert "没有需要写入的" in officers.get(url(report, "workbook")).text
    before = [row.version for row in report.lines.order_by("pk")]
    confirm(officers, report)
    assert [row.version for row in report.lines.order_by("pk")] == before


def test_changes_are_shown_first_and_written_once_confirmed(officers, report, line, branches):
    book = download(officers)
    fill_in(
        book, TITLE, 本月进度=80, 进度灯="滞后", 本月进展="覆盖 9 个县。", 滞后原因和下一步="汛期"
    )
    sheet = book["指标数据"]
    sheet.cell(4, 6).value = 3
    upload(officers, report, book)
    assert fresh(line).edited_at is None, "a preview writes nothing"
    page = officers.get(url(report, "workbook")).text
    assert "<del>75%</del> → <ins>80%</ins>" in page
    assert "写入 2 处" in page
    assert confirm(officers, report).status_code == 302
    stored = fresh(line)
    assert (stored.percent, stored.light, stored.text, stored.reason) == (80, "behind", "覆盖 9 个县。", "汛期")  # fmt: skip
    value = IndicatorValue.objects.get()
    assert (value.value, value.organisation) == (3, branches[0])
    assert report.lines.exclude(pk=line.pk).get().edited_at is None
    assert not MonthUpload.objects.exists(), "what was written is kept no longer"


def test_an_empty_cell_erases_nothing(officers, officer, report, line):
    save_line(line.pk, officer, {"percent": "80", "light": "behind", "text": "已覆盖", "reason": "汛期"}, 0)  # fmt: skip
    book = download(officers)
    fill_in(book, TITLE, 本月进度=90, 本月进展=None, 滞后原因和下一步=None, 进度灯=None)
    upload(officers, report, book)
    confirm(officers, report)
    stored = fresh(line)
    assert (stored.percent, stored.light, stored.text, stored.reason) == (90, "behind", "已覆盖", "汛期")  # fmt: skip


def test_zero_a_word_with_its_reason_no_change_and_a_claim(officers, report, line, tax):
    other = report.lines.exclude(pk=line.pk).get()
    book = download(officers)
    fill_in(book, TITLE, 无变化="是")
    fill_in(book, other.item.title, 本月进度=100, 进度灯="正常", 本月进展="已换届。", 报结="是")
    sheet = book["指标数据"]
    sheet.cell(4, 6).value = 0
    sheet.cell(5, 6).value, sheet.cell(5, 7).value = "不适用", "没有窗口"
    upload(officers, report, book)
    confirm(officers, report)
    assert fresh(line).unchanged
    assert (fresh(other).percent, fresh(other).claims_done) == (100, True)
    states = sorted(IndicatorValue.objects.values_list("state", "reason"))
    assert states == [("not_applicable", "没有窗口"), ("zero", "")]


def test_words_that_repeat_last_month_still_count_as_filled_in(officers, report, line):
    book = download(officers)
    fill_in(book, TITLE, 本月进度=75, 进度灯="正常")
    upload(officers, report, book)
    confirm(officers, report)
    assert (fresh(line).percent, fresh(line).light) == (75, "on_track")
    assert fresh(line).edited_at


def test_a_share_typed_as_percent_is_understood(officers, report, line):
    book = download(officers)
    fill_in(book, TITLE, 本月进度=0.8)
    upload(officers, report, book)
    confirm(officers, report)
    assert fresh(line).percent == 80


def test_answers_to_remarks_come_along(log_in, officer, staff, submitted, line):
    return_for_correction(submitted.pk, staff, {line: "请写明覆盖的县。"}, "")
    client = log_in(officer)
    book = download(client)
    fill_in(book, "请写明覆盖的县。", "意见答复", 答复="已补写。")
    upload(client, submitted, book)
    confirm(client, submitted)
    assert Remark.objects.get().answer == "已补写。"


# --- What a spreadsheet program does ------------------------------------------------------------------


def test_rows_sorted_columns_moved_and_headings_spaced_are_still_known(officers, report, line):
    book = download(officers)
    fill_in(book, TITLE, 本月进度=80)
    sheet = book["事项进展"]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=3)]
    sheet.delete_rows(1, 10)
    mark = book["指标数据"]["A2"].value
    head, body = rows[0], sorted(rows[1:], key=lambda row: str(row[2]), reverse=True)
    for text in ([" 报表"], [mark.replace(" · ", "·").replace("：", ": ")], [f" {label}\n" for label in head]):  # fmt: skip
        sheet.append(text)
    for row in body:
        sheet.append(row)
    sheet.move_range("C3:C9", cols=20)
    upload(officers, report, book)
    found = preview(officers, report)
    assert [(change.title, change.parts) for change in found.changes] == [(TITLE, [("进度", "75%", "80%")])]  # fmt: skip
    assert not found.messages


def test_without_its_keys_a_row_is_found_by_its_words(officers, report, line):
    book = download(officers)
    fill_in(book, TITLE, 本月进度=80, 行标识=None, 版本=None)
    upload(officers, report, book)
    confirm(officers, report)
    assert fresh(line).percent == 80


# --- Whose it is --------------------------------------------------------------------------------------


def test_a_workbook_is_its_owners_alone_and_goes_when_given_up(log_in, officer, secretary, report):
    client = log_in(officer)
    book = download(client)
    fill_in(book, TITLE, 本月进度=120)
    upload(client, report, book)
    assert log_in(secretary).get(url(report, "workbook")).status_code == 302
    assert log_in(secretary).get(url(report, "workbook/marked")).status_code == 302
    assert confirm(log_in(secretary), report).status_code == 422
    log_in(secretary).post(url(report, "workbook/discard"))
    assert MonthUpload.objects.count() == 1
    log_in(officer).post(url(report, "workbook/discard"))
    assert not MonthUpload.objects.exists()


def test_a_newer_upload_takes_the_place_of_the_older_and_an_old_one_is_thrown_away(
    officers, report, clock
):
    book = download(officers)
    upload(officers, report, book, "一.xlsx")
    upload(officers, report, book, "二.xlsx")
    assert MonthUpload.objects.get().file_name == "二.xlsx"
    clock.move_to(at(11, 30))
    assert uploads.drop_old() == 0
    clock.move_to(at(12, 2))
    assert uploads.drop_old() == 1


def test_down_and_preview_cost_the_same_for_few_items_and_for_many(officers, officer, report, tax):
    def costs():
        with CaptureQueriesContext(connection) as down:
            book = download(officers)
        down = len(down)  # the next request clears the log
        for row in book["事项进展"].iter_rows(min_row=4):
            row[6].value = 66
        upload(officers, report, book)
        with CaptureQueriesContext(connection) as up:
            found = preview(officers, report)
        return found.weighed.count, down, len(up)

    costs()  # what only the first time costs
    few, down, up = costs()
    for number in range(45):
        key_task(tax, f"任务{number}", percent=10)
    officers.get("/month/2026-11/")
    many, down_of_many, up_of_many = costs()
    assert (few, many) == (2, 47)
    assert (down_of_many, up_of_many) == (down, up)
    assert Contents.of(report).report.period == NOVEMBER
