"""本月填报 in the browser's words: what each sees, what a plain form saves, what comes back when it is refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.lines import save_line
from tasks.models import (
    IndicatorValue,
    MonthException,
    MonthlyReport,
    Remark,
    ReportState,
    WorkItem,
)
from tasks.opening import ensure_lines, open_month
from tasks.workflows import report as moves
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, at, fill, form_of, fresh, key_task, url
from units.models import OrganisationKind, PartyOrganisation

pytestmark = pytest.mark.any_database

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
    assert few <= 21
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
