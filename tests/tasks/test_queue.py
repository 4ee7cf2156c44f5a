"""审核: what waits, oldest first; plain ones accepted at once, exceptions left."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.lines import save_line
from tasks.models import MonthlyReport, ReportState
from tasks.review_queue import waiting_for, with_counts
from tasks.workflows import report as moves
from tests.people import make_person
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, at, fill, fresh, key_task
from units.models import Role, Unit, UnitKind
from zhaotong_portal.period import Period


def submit(unit, person):
    report = MonthlyReport.objects.get(unit=unit, period=NOVEMBER)
    fill(report, person)
    return moves.sign_and_submit(report.pk, person)


@pytest.fixture
def other(november, weather, other_secretary):
    return submit(weather, other_secretary)


def test_the_oldest_signature_is_on_top(log_in, staff, submitted, clock, weather, other_secretary):
    clock.move_to(at(11, 26))
    submit(weather, other_secretary)
    page = log_in(staff).get("/queue/").text
    assert page.index("市税务局") < page.index("市气象局")
    assert "2 个工作日" in page


def test_what_is_not_signed_does_not_wait(log_in, staff, sent):
    assert "没有待审核的报告" in log_in(staff).get("/queue/").text


def test_each_sees_what_they_decide_and_may_look_at_the_rest(log_in, liaison, submitted, other):
    mine = log_in(liaison).get("/queue/").text
    assert "市税务局" in mine
    assert "市气象局" not in mine
    assert "市气象局" in log_in(liaison).get("/queue/?scope=all").text
    assert 'name="pick"' not in log_in(liaison).get("/queue/?scope=all").text


def test_a_leader_decides_for_the_committee_itself(log_in, leader, committee, submitted):
    chief = make_person("chief", "何某甲", Role.SECRETARY, unit=committee)
    submit(committee, chief)
    page = log_in(leader).get("/queue/").text
    assert "市直机关工委" in page
    assert "市税务局" not in page


def test_by_district(log_in, staff, submitted, other, districts):
    page = log_in(staff).get(f"/queue/?district={districts[1].pk}").text
    assert 'aria-label="勾选市气象局' in page
    assert 'aria-label="勾选市税务局' not in page
    assert log_in(staff).get("/queue/?district=abc").status_code == 200


def exceptions(user):
    return {row.report.unit.short_name: row.exceptions for row in with_counts(waiting_for(user))}


def test_what_wants_a_closer_look_is_said(staff, officer, secretary, filled, other, clock):
    line = filled.lines.first()
    save_line(line.pk, officer, {"light": "behind", "reason": "汛期"}, line.version)
    clock.move_to(at(12, 4))
    moves.send_to_sign(filled.pk, officer)
    moves.sign_and_submit(filled.pk, secretary)
    assert exceptions(staff) == {"市税务局": ["滞后 1 项", "迟报"], "市气象局": []}


def test_a_second_round_a_claim_and_a_month_without_news_want_a_look(
    staff, officer, secretary, submitted
):
    moves.return_for_correction(submitted.pk, staff, reason="请核对")
    submitted.rounds.get(number=1).remarks.update(answer="已核对")
    moves.sign_and_submit(submitted.pk, secretary)
    submitted.lines.update(unchanged=True)
    assert exceptions(staff)["市税务局"] == ["第 2 轮", "全部无变化"]
    submitted.lines.update(unchanged=False, claims_done=True, percent=100)
    assert exceptions(staff)["市税务局"] == ["报结 2 项", "第 2 轮"]


def test_plain_ones_are_ticked_by_one_press(log_in, staff, submitted, other, officer):
    submitted.lines.update(light="behind", reason="汛期")
    page = log_in(staff).get("/queue/?pick=plain").text
    assert page.count("checked") == 1
    assert f'value="{other.pk}:1" aria-label="勾选市气象局2026年11月" checked' in page


def test_many_are_accepted_at_once(log_in, staff, submitted, other):
    post = {"pick": [f"{submitted.pk}:1", f"{other.pk}:1"]}
    answer = log_in(staff).post("/queue/accept/", post, follow=True)
    assert "已审核通过 2 份" in answer.text
    assert {fresh(r).state for r in (submitted, other)} == {ReportState.ACCEPTED}


def test_one_that_cannot_be_accepted_is_left_with_the_reason(log_in, staff, colleague, submitted, other):  # fmt: skip
    moves.return_for_correction(submitted.pk, colleague, reason="请补充佐证")
    post = {"pick": [f"{submitted.pk}:1", f"{other.pk}:1"]}
    answer = log_in(staff).post("/queue/accept/", post)
    assert answer.status_code == 409
    assert "1 份没有通过" in answer.text
    assert "已由 吴某甲 退回" in answer.text
    assert fresh(other).state == ReportState.ACCEPTED
    assert fresh(submitted).state == ReportState.RETURNED


@pytest.mark.parametrize("pick", ["", "abc", "1", "1:x", "999999:1", "１:1"])
def test_nonsense_picks_accept_nothing(log_in, staff, submitted, pick):
    answer = log_in(staff).post("/queue/accept/", {"pick": pick})
    assert answer.status_code == 302
    assert fresh(submitted).state == ReportState.SUBMITTED


def test_the_header_says_how_many_wait(log_in, staff, auditor, submitted, other):
    assert '<span class="nav-badge"' in log_in(staff).get("/queue/").text
    assert '<span class="nav-badge"' not in log_in(auditor).get("/queue/").text


def test_own_timeliness_is_told_to_oneself(log_in, staff, submitted, clock):
    clock.move_to(at(11, 26))
    moves.accept(submitted.pk, staff)
    assert "您近三个月审核 1 份，平均用时 2.0 天" in log_in(staff).get("/queue/").text


def submit_in_bulk(units, periods, secretary):
    return MonthlyReport.objects.bulk_create(
        MonthlyReport(
            unit=unit, period=period, state=ReportState.SUBMITTED, signed_by=secretary, signed_at=at(11, 24),
            first_signed_at=at(11, 24), first_due_at=at(12, 3),
        )
        for unit in units
        for period in periods
    )  # fmt: skip


def test_the_queue_costs_the_same_with_84_reports_and_with_8400(
    log_in, staff, november, districts, secretary
):
    def queries():
        client = log_in(staff)
        client.get("/queue/")
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/queue/")
            assert page.status_code == 200
        return len(seen), page.text

    units = Unit.objects.bulk_create(
        Unit(
            code=f"Q{n}", name=f"昭通市第{n}示例局", short_name=f"示例局{n}", district=districts[n % 2],
            protocol_order=100 + n, kind=UnitKind.PARTY_GOVERNMENT,
        )
        for n in range(84)
    )  # fmt: skip
    for report in submit_in_bulk(units, [NOVEMBER], secretary):
        item = key_task(report.unit, "任务")
        report.lines.create(item=item, period=NOVEMBER, percent=50, light="on_track")
    few, page = queries()
    assert "84" in page
    submit_in_bulk(units, Period.range(NOVEMBER.shift(-99), NOVEMBER.previous()), secretary)
    many, page = queries()
    assert "8,400" in page or "8400" in page
    assert many == few <= 12
