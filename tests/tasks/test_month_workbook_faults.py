"""离线填写: what is wrong in a workbook is said at its place, the wrong workbook is refused in words, nothing typed is lost."""

import io

import openpyxl
import pytest

from tasks.lines import save_line
from tasks.models import MonthUpload, Remark, ReportState
from tasks.month_workbook import reading
from tasks.workflows.report import return_for_correction, send_to_sign
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_workbook_world import (
    HOSTILE,
    TITLE,
    cell,
    confirm,
    download,
    fill_in,
    preview,
    upload,
)
from tests.tasks.month_world import at, fill, fresh, url
from zhaotong_portal.excel import template_mark

pytestmark = pytest.mark.any_database

# --- Faults -------------------------------------------------------------------------------------------


def test_all_faults_at_once_with_sheet_row_column_and_the_good_rows_are_written(
    officers, report, line
):
    other = report.lines.exclude(pk=line.pk).get()
    book = download(officers)
    fill_in(book, TITLE, 本月进度=120, 本月进展="这句话不能丢", 报结="也许")
    fill_in(book, other.item.title, 本月进度=95)
    sheet = book["指标数据"]
    sheet.cell(4, 6).value = "三次"
    sheet.cell(5, 7).value = "只有说明"
    upload(officers, report, book)
    found = preview(officers, report)
    told = [(m.sheet, m.row, m.column) for m in found.faults]
    row = cell(book["事项进展"], TITLE, "事项").row
    assert told == [
        ("事项进展", row, "报结"),
        ("指标数据", 4, "本月数值"),
        ("指标数据", 5, "本月数值"),
    ]
    answer = confirm(officers, report)
    assert answer.status_code == 422
    for words in (
        "这句话不能丢",
        'value="三次"',
        'value="120"',
        "只有说明",
        "有内容没有保存，其余已保存",
    ):
        assert words in answer.text, words
    assert (fresh(other).percent, fresh(line).edited_at) == (95, None)
    assert MonthUpload.objects.exists(), "what was not written is not lost"
    assert "还没有全部写入" in officers.get("/month/2026-11/").text


def test_the_workbook_comes_back_with_its_faults_marked(officers, report):
    book = download(officers)
    fill_in(book, TITLE, 本月进度=120)
    upload(officers, report, book)
    answer = officers.get(url(report, "workbook/marked"))
    marked = openpyxl.load_workbook(io.BytesIO(answer.content))
    note = cell(marked["事项进展"], TITLE, "本月进度（%）").comment.text
    assert "填的是 120" in note
    assert marked["事项进展"].protection.sheet


def test_rows_that_are_none_of_the_month_double_or_mixed_up_are_told(officers, report, line):
    other = report.lines.exclude(pk=line.pk).get()
    book = download(officers)
    sheet = book["事项进展"]
    key = cell(sheet, TITLE, "行标识").value
    fill_in(book, other.item.title, 行标识=key, 本月进度=50)
    sheet.append([9, "", "自己加的一行", "", "", "", 50])
    sheet.append([10, "", TITLE, "", "", "", 60])
    fill_in(book, TITLE, 本月进度=55)
    upload(officers, report, book)
    found = preview(officers, report)
    assert sorted(m.code for m in found.faults) == ["duplicate_row", "row_mixed_up", "unknown_row"]
    assert found.weighed.count == 1
    assert len(found.lost) == 3


def test_what_somebody_saved_meanwhile_is_shown_beside_it_and_neither_is_lost(
    log_in, officers, officer, secretary, report, line
):
    book = download(officers)
    fill_in(book, TITLE, 本月进展="离线写的字")
    save_line(line.pk, secretary, {"text": "网页上写的字", "percent": "78"}, 0)
    upload(officers, report, book)
    page = officers.get(url(report, "workbook")).text
    for words in ("离线写的字", "网页上写的字", "李示例", "两人都改过"):
        assert words in page, words
    answer = confirm(officers, report)
    assert answer.status_code == 422
    assert fresh(line).text == "网页上写的字"
    assert "离线写的字" in answer.text
    assert f'name="version-{line.pk}" value="1"' in answer.text


def test_a_row_left_alone_takes_nothing_back_that_was_saved_meanwhile(
    officers, secretary, report, line
):
    save_line(line.pk, secretary, {"text": "先写的字", "percent": "60"}, 0)
    book = download(officers)
    save_line(line.pk, secretary, {"text": "网页上后写的字"}, 1)
    upload(officers, report, book)
    found = preview(officers, report)
    assert not (found.changes or found.conflicts or found.messages)


def test_an_answer_given_meanwhile_is_not_overwritten(log_in, officer, staff, submitted, line):
    return_for_correction(submitted.pk, staff, {line: "请写明覆盖的县。"}, "")
    client = log_in(officer)
    book = download(client)
    Remark.objects.update(answer="网页上的答复")
    fill_in(book, "请写明覆盖的县。", "意见答复", 答复="离线的答复")
    upload(client, submitted, book)
    answer = confirm(client, submitted)
    assert Remark.objects.get().answer == "网页上的答复"
    assert "离线的答复" in answer.text


# --- The wrong workbook -------------------------------------------------------------------------------


def marked_as(book, text):
    for sheet in book.worksheets[:-1]:
        sheet["A2"].value = text
    return book


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (
            "模板：月度填报表 · 2026年10月 · {tax} · 第1版 · 2026-10-24 生成",
            "本页填报的是2026年11月",
        ),
        (
            "模板：月度填报表 · 2026年11月 · 昭通市气象局 · 第1版 · 2026-11-24 生成",
            "请由所写单位上传",
        ),
        (
            "模板：三服务清单 · 2025年 · {tax} · 第1版 · 2025-01-04 生成",
            "“三服务清单”模板（2025年，",
        ),
        ("某系统导出的进度表", "不是平台生成的“月度填报表”"),
        ("模板：别的平台的表 · 第1版", "不是平台生成的“月度填报表”"),
    ],
)
def test_a_workbook_of_something_else_is_named(officers, report, tax, mark, said):
    book = marked_as(download(officers), mark.format(tax=tax.name))
    answer = upload(officers, report, book)
    assert answer.status_code == 422
    assert said in answer.text
    assert not MonthUpload.objects.exists()


def test_an_old_version_is_named_with_what_changed_and_still_read(
    officers, report, line, monkeypatch
):
    book = download(officers)
    fill_in(book, TITLE, 本月进度=80)
    monkeypatch.setitem(template_mark.NEWS, "month", ("增加“报结”一栏。",))
    upload(officers, report, book)
    page = officers.get(url(report, "workbook")).text
    assert "第1版" in page
    assert "现用第2版" in page
    assert "增加“报结”一栏" in page
    confirm(officers, report)
    assert fresh(line).percent == 80


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件打不开"),
        (b"PK\x03\x04" + b"0" * 200, "文件打不开"),
        (b"%PDF-1.7 ...", "是 PDF"),
        (b"<html><table>", "是网页"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(officers, report, data, said):
    answer = upload(officers, report, data)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("path", sorted(HOSTILE.glob("*.xlsx")), ids=lambda path: path.stem)
def test_hostile_files_are_refused_in_words(officers, report, path):
    answer = upload(officers, report, path.read_bytes(), path.name)
    assert answer.status_code == 422
    said = answer.context["failed"].text
    assert said.endswith("。")
    assert said in answer.text
    assert not MonthUpload.objects.exists()


def test_more_rows_than_a_month_can_have_are_refused(officers, report, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 5)
    assert "文件太大" in upload(officers, report, download(officers)).text


def test_no_file_and_one_that_is_too_large(officers, report, settings):
    assert "请先选择填好的表格" in officers.post(url(report, "workbook")).text
    settings.MONTH_WORKBOOK_MAX_BYTES = 1000
    assert "超过" in upload(officers, report, download(officers)).text


def test_a_report_that_was_sent_or_locked_takes_no_workbook(officers, officer, report, clock):
    book = download(officers)
    fill_in(book, TITLE, 本月进度=90)
    fill(report, officer)
    upload(officers, report, book)
    send_to_sign(report.pk, officer)
    for answer in (upload(officers, report, book), confirm(officers, report)):
        assert answer.status_code == 409
        assert "当前状态是“待签发”" in answer.text
    type(report).objects.update(state=ReportState.DRAFT)
    clock.move_to(at(12, 28))
    officers.force_login(officer)
    assert "已锁定" in upload(officers, report, book).text
