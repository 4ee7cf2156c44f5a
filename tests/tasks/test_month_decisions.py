"""本月填报 once it is filled in: what the secretary signs, what staff decide, what each is told."""

import pytest

from tasks.lines import save_line
from tasks.models import (
    Light,
    MonthlyReport,
    Remark,
    ReportState,
)
from tasks.opening import lock_month
from tasks.workflows import report as moves
from tests.tasks.figures_world import make_month, make_report
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, OCTOBER, at, fill, form_of, fresh, url

pytestmark = pytest.mark.any_database

HOUR = "2026-12-30T18:00"


# --- Signing --------------------------------------------------------------------------------------


def test_the_secretary_reads_first_what_changed(log_in, secretary, officer, sent, line):
    page = log_in(secretary).get("/month/2026-11/").text
    news, rest = page.split("其余", 1)
    assert "完成机关党委换届并报备" in news  # fell from 90 to 80
    assert "90%→80%" in news
    assert "税费政策“上门办”" in rest
    assert "签名并报送" in page
    assert "退回修改" in page


def test_signed_on_the_phone(log_in, secretary, sent):
    answer = log_in(secretary).post(url(sent, "sign"), {"round": "1"}, follow=True)
    assert "已签名报送" in answer.text
    assert fresh(sent).state == ReportState.SUBMITTED


def test_handed_back_with_the_secretarys_words(log_in, secretary, officer, sent):
    assert log_in(secretary).post(url(sent, "hand-back"), {"reason": " ", "round": 1}).status_code == 422  # fmt: skip
    log_in(secretary).post(url(sent, "hand-back"), {"reason": "第二项数字不对", "round": 1})
    assert "第二项数字不对" in log_in(officer).get("/month/2026-11/").text


def test_a_secretary_without_an_officer_fills_in_and_signs(log_in, secretary, report):
    fill(report, secretary)
    page = log_in(secretary).get("/month/2026-11/").text
    assert "签名并报送" in page
    assert "送书记签发" not in page
    log_in(secretary).post(url(report, "save"), form_of(report, action="sign_and_submit"))
    assert fresh(report).state == ReportState.SUBMITTED


def test_withdrawn_until_staff_look(log_in, secretary, staff, submitted, tax):
    assert "撤回" in log_in(secretary).get("/month/2026-11/").text
    log_in(staff).get(f"/month/2026-11/?unit={tax.pk}")
    assert fresh(submitted).opened_by == staff
    answer = log_in(secretary).post(url(submitted, "withdraw"))
    assert answer.status_code == 409
    assert "工委已经开始审核" in answer.text


# --- Deciding -------------------------------------------------------------------------------------


def test_who_only_reads_opens_nothing_and_decides_nothing(log_in, auditor, submitted, tax):
    page = log_in(auditor).get(f"/month/2026-11/?unit={tax.pk}").text
    assert "审核通过" not in page
    assert fresh(submitted).opened_at is None


def test_the_reviewer_sees_what_is_unchanged_and_what_repeats(log_in, officer, secretary, staff, filled, line, tax):  # fmt: skip
    save_line(line.pk, officer, {"unchanged": True}, fresh(line).version)
    moves.send_to_sign(filled.pk, officer)
    moves.sign_and_submit(filled.pk, secretary)
    page = log_in(staff).get(f"/month/2026-11/?unit={tax.pk}").text
    assert "无变化" in page
    assert "审核通过" in page


def test_the_difference_to_last_month_is_marked(log_in, officer, secretary, staff, filled, line, tax, november):  # fmt: skip

    make_month(OCTOBER)
    before = make_report(
        tax, secretary, period=OCTOBER, signed="2026-10-25 10:00", items=[line.item]
    )
    before.lines.update(text="完成 55 户，剩余 5 户已排期。", edited_at=at(10, 20), light=Light.ON_TRACK)  # fmt: skip
    save_line(line.pk, officer, {"text": "完成 58 户，剩余 2 户已排期。", "light": "at_risk", "reason": "排期紧"}, fresh(line).version)  # fmt: skip
    moves.send_to_sign(filled.pk, officer)
    moves.sign_and_submit(filled.pk, secretary)
    page = log_in(staff).get(f"/month/2026-11/?unit={tax.pk}").text
    assert "完成 5<del>5</del><ins>8</ins> 户" in page


def test_returned_with_remarks_on_lines_and_answered(log_in, staff, officer, submitted, line, tax):
    answer = log_in(staff).post(url(submitted, "return"), {"round": 1, f"remark-line-{line.pk}": "请写明接待人次"}, follow=True)  # fmt: skip
    assert "已退回" in answer.text
    page = log_in(officer).get("/month/2026-11/").text
    assert "请写明接待人次" in page
    assert "请在 11月26日（周四）18:00 前重新报送" in page
    remark = Remark.objects.get()
    log_in(officer).post(url(submitted, "save"), form_of(submitted, **{f"answer-{remark.pk}": "接待 312 人次。"}))  # fmt: skip
    assert fresh(remark).answer == "接待 312 人次。"


def test_a_return_without_a_word_keeps_the_page(log_in, staff, submitted):
    answer = log_in(staff).post(url(submitted, "return"), {"round": 1})
    assert answer.status_code == 422
    assert "请在需要修改的事项旁写明意见" in answer.text


@pytest.mark.parametrize("place", ["line", "whole"])
def test_remarks_are_not_lost_by_pressing_accept(log_in, staff, submitted, line, place):
    field = f"remark-line-{line.pk}" if place == "line" else "reason"
    post = {"round": 1, field: "这条意见要转给单位"}
    answer = log_in(staff).post(url(submitted, "accept"), post)
    assert answer.status_code == 422
    assert "请改选“退回”" in answer.text
    assert answer.text.count("这条意见要转给单位") >= 1
    assert fresh(submitted).state == ReportState.SUBMITTED


def test_remarks_typed_while_somebody_else_decided_are_still_on_the_page(
    log_in, staff, colleague, submitted, line
):
    moves.accept(submitted.pk, staff)
    post = {"round": 1, f"remark-line-{line.pk}": "写了很久的意见"}
    answer = log_in(colleague).post(url(submitted, "return"), post)
    assert answer.status_code == 409
    assert "您对“税费政策“上门办””的意见：写了很久的意见" in answer.text


def test_accepted_and_the_slower_reviewer_is_told_who_was_faster(log_in, staff, colleague, submitted):  # fmt: skip
    assert log_in(staff).post(url(submitted, "accept"), {"round": 1}).url == "/queue/"
    answer = log_in(colleague).post(url(submitted, "return"), {"round": 1, "reason": "请补充佐证"})
    assert answer.status_code == 409
    assert "已由 陈示例 审核通过" in answer.text
    assert "请补充佐证" in answer.text


def test_a_liaison_of_another_district_is_told(log_in, liaison, weather, other_secretary, november):
    report = MonthlyReport.objects.get(unit=weather, period=NOVEMBER)
    fill(report, other_secretary)
    moves.sign_and_submit(report.pk, other_secretary)
    answer = log_in(liaison).post(url(report, "accept"), {"round": 1})
    assert answer.status_code == 403
    assert "不由您审核" in answer.text


def test_every_round_stays_on_the_page(log_in, staff, officer, secretary, submitted, line, tax):
    moves.return_for_correction(submitted.pk, staff, {line: "第一轮的意见"})
    Remark.objects.update(answer="第一轮的答复")
    moves.send_to_sign(submitted.pk, officer)
    moves.sign_and_submit(submitted.pk, secretary)
    moves.return_for_correction(submitted.pk, staff, {line: "第二轮的意见"})
    page = log_in(staff).get(f"/month/2026-11/?unit={tax.pk}").text
    for words in (
        "第1轮",
        "第一轮的意见",
        "第一轮的答复",
        "第2轮",
        "第二轮的意见",
        "当时签发的内容",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "更正"}, "截止时间"),
        ({"reason": "更正", "until": "明天"}, "截止时间"),
        ({"reason": "更正", "until": "2026-99-99T10:00"}, "截止时间"),
        ({"until": HOUR}, "请写明重新开放的理由"),
    ],
)
def test_a_reopening_needs_reason_and_end(log_in, staff, submitted, fields, words):
    moves.accept(submitted.pk, staff)
    answer = log_in(staff).post(url(submitted, "reopen"), fields)
    assert answer.status_code == 422
    assert words in answer.text


def test_reopened_after_the_lock_until_a_moment(log_in, staff, officer, report, clock):
    clock.move_to(at(12, 18, 9))
    lock_month(NOVEMBER)
    assert "已锁定" in log_in(officer).get("/month/2026-11/").text
    log_in(staff).post(url(report, "reopen"), {"reason": "单位来函", "until": HOUR})
    page = log_in(officer).get("/month/2026-11/").text
    assert "month-form" in page
    assert "12月30日（周三）18:00" in page
