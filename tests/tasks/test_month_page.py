"""本月填报 in the browser's words: what each sees, what a plain form saves, what comes back when it is refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.contents import Contents
from tasks.lines import save_line
from tasks.models import (
    IndicatorValue,
    Light,
    MonthException,
    MonthlyReport,
    Remark,
    ReportState,
    WorkItem,
)
from tasks.opening import ensure_lines, lock_month, open_month
from tasks.workflows import report as moves
from tests.tasks.figures_world import make_month, make_report
from tests.tasks.month_world import NOVEMBER, OCTOBER, at, fill, fresh, key_task
from units.models import OrganisationKind, PartyOrganisation

HOUR = "2026-12-30T18:00"


def url(report, word):
    return f"/month/report/{report.pk}/{word}/"


def form_of(report, **changes):
    """What the browser posts of the whole page, as it was shown."""

    contents, post = Contents.of(fresh(report)), {}
    for row in contents.lines:
        pk, shown = row.line.pk, row.shown
        post |= {
            f"version-{pk}": row.line.version,
            f"percent-{pk}": "" if shown.percent is None else shown.percent,
            f"light-{pk}": shown.light,
            f"text-{pk}": shown.text,
            f"reason-{pk}": shown.reason,
        }
        if shown.claims_done:
            post[f"done-{pk}"] = "1"
        if row.line.unchanged:
            post[f"unchanged-{pk}"] = "1"
    for cell in contents.cells:
        post |= {f"value-{cell.key}": cell.text, f"value-version-{cell.key}": cell.value.version if cell.value else 0}  # fmt: skip
    return post | changes


@pytest.fixture
def line(report):
    return report.lines.get(item__title="税费政策“上门办”")


# --- Which month, which unit ----------------------------------------------------------------------


def test_the_officer_comes_to_the_oldest_month_that_waits(log_in, officer, report):
    assert log_in(officer).get("/month/").url == "/month/2026-11/"


def test_in_december_november_still_waits(log_in, officer, report, clock):

    clock.move_to(at(12, 1))
    open_month(NOVEMBER.next())
    assert log_in(officer).get("/month/").url == "/month/2026-11/"
    MonthlyReport.objects.filter(pk=report.pk).update(state=ReportState.ACCEPTED, signed_by=officer, signed_at=at(12, 1))  # fmt: skip
    assert log_in(officer).get("/month/").url == "/month/2026-12/"


def test_a_month_that_is_not_open_is_said(log_in, officer, report):
    answer = log_in(officer).get("/month/2031-01/")
    assert answer.status_code == 404
    assert "2031年1月还没有开放填报" in answer.text
    assert "/month/2026-11/" in answer.text


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "abc", "2025年11月"])
def test_an_address_that_is_no_month_is_said(log_in, officer, report, text):
    answer = log_in(officer).get(f"/month/{text}/")
    assert answer.status_code == 404
    assert "不是一个月份" in answer.text


def test_another_units_month_is_not_there(log_in, other_officer, tax, report):
    assert log_in(other_officer).get(f"/month/2026-11/?unit={tax.pk}").status_code == 404


@pytest.mark.parametrize("unit", ["abc", "999999", "１", "-1"])
def test_a_unit_that_is_none_is_a_404(log_in, staff, report, unit):
    assert log_in(staff).get(f"/month/2026-11/?unit={unit}").status_code == 404


def test_who_reads_all_chooses_a_unit_first(log_in, staff, report):
    assert log_in(staff).get("/month/2026-11/").url == "/dashboard/reports/?month=2026-11"


def test_an_inspector_of_one_unit_comes_straight_to_it(log_in, inspector, finance, november):
    answer = log_in(inspector).get("/month/2026-11/")
    assert finance.short_name in answer.text
    assert "month-form" not in answer.text


def test_items_that_came_later_are_there_when_the_page_opens(log_in, officer, report, tax):
    key_task(tax, "月中下达的任务")
    assert "月中下达的任务" in log_in(officer).get("/month/2026-11/").text


# --- Filling in -----------------------------------------------------------------------------------


def test_the_officer_sees_last_months_state_the_gaps_and_whose_turn_it_is(log_in, officer, report):
    page = log_in(officer).get("/month/2026-11/").text
    assert "送签前还差 10 处" in page
    assert "王示例填写" in page
    assert "截止 12月3日（周四）18:00 · 还有 7 个工作日" in page
    assert "送书记签发" in page


def test_a_plain_form_saves_the_whole_page(log_in, officer, report, line, branches):
    post = form_of(report, **{f"percent-{line.pk}": "80", f"text-{line.pk}": "覆盖 9 个县。"})
    cell = next(name for name in post if name.endswith(f"-{branches[0].pk}") and name.startswith("value-"))  # fmt: skip
    answer = log_in(officer).post(url(report, "save"), post | {cell: "3"})
    assert answer.status_code == 302
    assert (fresh(line).percent, fresh(line).text) == (80, "覆盖 9 个县。")
    assert IndicatorValue.objects.get().value == 3
    untouched = report.lines.exclude(pk=line.pk).get()
    assert untouched.edited_at is None, "a line nobody touched stays untouched"


def test_no_change_by_a_tick(log_in, officer, report, line):
    log_in(officer).post(url(report, "save"), form_of(report, **{f"unchanged-{line.pk}": "1"}))
    assert fresh(line).unchanged
    log_in(officer).post(url(report, "save"), form_of(report, **{f"text-{line.pk}": "有新进展"}))
    assert (fresh(line).unchanged, fresh(line).text) == (False, "有新进展")


def test_all_faults_at_once_beside_their_fields_and_what_was_typed_stays(
    log_in, officer, report, line
):
    other = report.lines.exclude(pk=line.pk).get()
    long = "长" * 100_000
    post = form_of(
        report,
        **{
            f"percent-{line.pk}": "120",
            f"text-{line.pk}": "这句话不能丢",
            f"text-{other.pk}": long,
        },
    )
    cell = next(name for name in post if name.startswith("value-") and name.endswith("-u"))
    answer = log_in(officer).post(url(report, "save"), post | {cell: "三次"})
    page = answer.text
    assert answer.status_code == 422
    for words in ("填的是 120", "现有 100,000 字", "请填不小于 0 的整数", "这句话不能丢", long, 'value="三次"'):  # fmt: skip
        assert words in page, words[:40]
    assert page.count('aria-invalid="true"') == 3
    assert fresh(line).edited_at is None


def test_what_can_be_saved_is_saved_beside_what_cannot(log_in, officer, report, line):
    other = report.lines.exclude(pk=line.pk).get()
    post = form_of(report, **{f"percent-{line.pk}": "120", f"percent-{other.pk}": "95"})
    assert "有内容没有保存，其余已保存" in log_in(officer).post(url(report, "save"), post).text
    assert (fresh(other).percent, fresh(line).percent) == (95, None)


def test_the_slower_window_sees_both_texts_and_saving_again_decides(log_in, officer, secretary, report, line):  # fmt: skip
    old_page = form_of(report, **{f"text-{line.pk}": "书记打的字"})
    save_line(line.pk, officer, {"text": "党务干部打的字"}, 0)
    answer = log_in(secretary).post(url(report, "save"), old_page)
    assert answer.status_code == 422
    assert "王示例" in answer.text
    assert "党务干部打的字" in answer.text
    assert "书记打的字" in answer.text
    assert fresh(line).text == "党务干部打的字"
    assert f'name="version-{line.pk}" value="1"' in answer.text
    log_in(secretary).post(url(report, "save"), old_page | {f"version-{line.pk}": "1"})
    assert fresh(line).text == "书记打的字"


def test_zero_for_all_the_rest_in_one_key(log_in, officer, report):
    log_in(officer).post(url(report, "save"), form_of(report, action="zero"))
    assert IndicatorValue.objects.filter(state="zero").count() == 8


def test_sending_with_gaps_lists_every_one(log_in, officer, report, line):
    answer = log_in(officer).post(url(report, "save"), form_of(report, action="send_to_sign", **{f"text-{line.pk}": "已填"}))  # fmt: skip
    assert answer.status_code == 422
    assert "还差 9 处，补齐后才能报送" in answer.text
    assert fresh(line).text == "已填", "what was typed with it is kept"


def test_a_filled_month_goes_to_the_secretary(log_in, officer, secretary, filled):
    answer = log_in(officer).post(url(filled, "save"), form_of(filled, action="send_to_sign"), follow=True)  # fmt: skip
    assert "已送书记签发" in answer.text
    assert "待签发 · 李示例签发" in answer.text
    assert "month-form" not in answer.text


def test_sent_twice_it_is_sent_once_and_the_second_press_is_told(log_in, officer, filled):
    post = form_of(filled, action="send_to_sign")
    log_in(officer).post(url(filled, "save"), post)
    answer = log_in(officer).post(url(filled, "save"), post)
    assert answer.status_code == 409
    assert "王示例 送签" in answer.text
    assert filled.rounds.count() == 1


def test_after_the_signature_a_late_save_is_refused_in_words(log_in, officer, submitted, line):
    answer = log_in(officer).post(url(submitted, "save"), form_of(submitted, **{f"text-{line.pk}": "迟来的字"}))  # fmt: skip
    assert answer.status_code == 409
    assert "李示例 签名报送" in answer.text


# --- One entry at a time (static/month.js) ---------------------------------------------------------


def entry(client, report, **fields):
    return client.post(url(report, "entry"), fields)


def test_one_line_is_stored_and_the_answer_says_what_is_missing_still(log_in, officer, report, line):  # fmt: skip
    answer = entry(
        log_in(officer), report, kind="line", id=line.pk, version=0, text="覆盖 9 个县。"
    )
    said = answer.json()
    assert (said["version"], said["row"]["percent"]) == (1, 75)
    assert said["saved_at"] == "10:00"
    assert "送签前还差 9 处" in said["side"]
    assert said["items"] == "2 项，已填 1 项，其中 0 项无变化"


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"percent": "120"}, 422, "填的是 120"),
        ({"text": "长" * 100_000}, 422, "现有 100,000 字"),
        ({"id": "abc"}, 409, "请刷新页面"),
        ({"kind": "nonsense"}, 409, "请刷新页面"),
    ],
)
def test_a_fault_comes_back_in_words(log_in, officer, report, line, fields, status, words):
    answer = entry(log_in(officer), report, **{"kind": "line", "id": line.pk, "version": 0} | fields)  # fmt: skip
    assert answer.status_code == status
    assert words in str(answer.json())


def test_a_conflict_brings_both_texts(log_in, officer, secretary, report, line):
    save_line(line.pk, secretary, {"text": "书记的"}, 0)
    answer = entry(log_in(officer), report, kind="line", id=line.pk, version=0, text="我的")
    conflict = answer.json()["conflict"]
    assert answer.status_code == 409
    assert (conflict["mine"]["text"], conflict["theirs"]["text"], conflict["by"]) == ("我的", "书记的", "李示例")  # fmt: skip


def test_a_cell_and_an_answer(log_in, officer, submitted, staff, line):
    moves.return_for_correction(submitted.pk, staff, {line: "请写明人数"})
    client, remark = log_in(officer), Remark.objects.get()
    assert entry(client, submitted, kind="answer", id=remark.pk, answer="312 人").status_code == 200
    value = IndicatorValue.objects.filter(organisation=None).first()
    answer = entry(client, submitted, kind="value", id=f"{value.indicator_id}-u", version=value.version, value="5")  # fmt: skip
    assert answer.json()["version"] == value.version + 1
    assert fresh(remark).answer == "312 人"


def test_another_reports_line_is_not_reached_through_the_own_report(log_in, officer, report, weather):  # fmt: skip
    key_task(weather, "别人的任务")
    other = MonthlyReport.objects.get(unit=weather, period=NOVEMBER)
    ensure_lines(other)
    answer = entry(log_in(officer), report, kind="line", id=other.lines.get().pk, version=0, text="闯入")  # fmt: skip
    assert answer.status_code == 404
    assert other.lines.get().text == ""


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


# --- Cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "staff"])
def test_the_page_costs_the_same_for_two_items_and_for_forty(
    log_in, officer, staff, secretary, filled, tax, who
):
    address = f"/month/2026-11/?unit={tax.pk}"

    def queries(client):
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    if who == "staff":
        moves.send_to_sign(filled.pk, officer)
        moves.sign_and_submit(filled.pk, secretary)
    few = queries(log_in(officer if who == "officer" else staff))
    MonthlyReport.objects.filter(pk=filled.pk).update(state=ReportState.DRAFT)
    for n in range(40):
        key_task(tax, f"任务{n}")
        PartyOrganisation.objects.create(
            unit=tax, name=f"第{n}党支部", kind=OrganisationKind.BRANCH
        )
    ensure_lines(fresh(filled))
    fill(filled, officer)
    if who == "staff":
        MonthlyReport.objects.filter(pk=filled.pk).update(state=ReportState.SUBMITTED)
    assert queries(log_in(officer if who == "officer" else staff)) == few
    assert few <= 20
    assert WorkItem.objects.filter(unit=tax).count() == 42


def test_an_exempt_unit_reads_so_and_may_report_all_the_same(
    log_in, officer, report, november, tax
):
    MonthException.objects.create(month=november, unit=tax, kind="exempt", reason="机构撤并")
    page = log_in(officer).get("/month/2026-11/").text
    assert "免报：机构撤并" in page
    assert "截止" not in page.split("<h1", 1)[1].split("month-form", 1)[0]


def test_an_extension_moves_the_deadline_on_the_page(log_in, officer, report, november, tax):
    MonthException.objects.create(
        month=november, unit=tax, kind="extended", due_at=at(12, 10, 18), reason="机构改革"
    )
    page = log_in(officer).get("/month/2026-11/").text
    assert "截止 12月10日（周四）18:00" in page
    assert "延期：机构改革" in page
