"""审阅: a leader reads what was accepted in the linked districts. It decides nothing and is asked of nobody."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks import reading
from tasks.models import MonthlyReport, ReportReading, ReportState
from tasks.workflows import report as moves
from tests.people import make_person, make_unit
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, at, fill, fresh, key_task
from units.models import Appointment, Person, Role, Substitution
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, StateChanged, TooLong

pytestmark = pytest.mark.any_database


@pytest.fixture
def accepted(submitted, staff):
    return moves.accept(submitted.pk, staff)


@pytest.fixture
def second(districts):
    """The linked leader of 第二片区."""
    return make_person("leader2", "曹某甲", Role.LEADER, district=districts[1])


def stand_in(absent, substitute):
    today = date(2026, 11, 24)
    Substitution.objects.create(
        absent=absent, role=Role.LEADER, substitute=substitute, begins_on=today, ends_on=today, reason="出差",
        set_by=absent,
    )  # fmt: skip
    return Person.objects.get(pk=substitute.pk)


def unread(leader):
    return list(reading.waiting_for(leader))


def test_only_what_was_accepted_in_the_own_district(accepted, leader, second, staff):
    assert unread(leader) == [accepted]
    assert unread(second) == unread(staff) == []


def test_a_submitted_report_is_nothing_to_read(submitted, leader):
    assert unread(leader) == []
    with pytest.raises(StateChanged, match="审核通过后再审阅"):
        reading.mark_read(submitted.pk, leader)


def test_a_leader_without_a_district_has_nothing_to_read_and_may_read_all(accepted, log_in):
    free = make_person("free", "何某甲", Role.LEADER)
    assert unread(free) == []
    assert "您没有挂联片区" in log_in(free).get("/queue/reading/").text
    assert reading.mark_read(accepted.pk, free).stood_in_for is None


def test_reading_changes_nothing_about_the_report(accepted, leader):
    before = MonthlyReport.objects.filter(pk=accepted.pk).values().get()
    reading.mark_read(accepted.pk, leader, "抓紧年底收尾。")
    assert MonthlyReport.objects.filter(pk=accepted.pk).values().get() == before
    assert unread(leader) == []
    entry = AuditEntry.objects.about(accepted).first()
    assert (entry.action_label, entry.reason) == ("审阅", "抓紧年底收尾。")


def test_what_is_accepted_anew_is_read_anew(accepted, leader, staff, secretary):
    reading.mark_read(accepted.pk, leader)
    moves.reopen(accepted.pk, staff, "更正数据", at(11, 30))
    assert unread(leader) == []
    moves.sign_and_submit(accepted.pk, secretary)
    moves.accept(accepted.pk, staff)
    assert unread(leader) == [accepted]
    with pytest.raises(StateChanged, match="重新通过"):
        reading.mark_read(accepted.pk, leader, seen_round=1)


def test_long_ago_asks_for_no_reading(accepted, leader, settings):
    MonthlyReport.objects.update(decided_at=at(8, 1))
    assert unread(leader) == []
    settings.READING_LIST_DAYS = 200
    assert unread(leader) == [accepted]


def test_a_leader_need_not_read_what_they_accepted(november, committee, districts):
    chief = make_person("chief", "何某甲", Role.SECRETARY, unit=committee)
    one, other = (
        make_person(f"l{n}", f"曹某{n}", Role.LEADER, district=districts[1]) for n in "甲乙"
    )
    report = MonthlyReport.objects.get(unit=committee, period=NOVEMBER)
    fill(report, chief)
    moves.sign_and_submit(report.pk, chief)
    moves.accept(report.pk, one)
    assert (unread(one), unread(other)) == ([], [report])


def test_nobody_else_marks_it(accepted, staff, secretary, officer, administrator, auditor, other_secretary):  # fmt: skip
    for person in (staff, secretary, officer, administrator, auditor):
        with pytest.raises(NotAllowed):
            reading.mark_read(accepted.pk, person)
    with pytest.raises(MonthlyReport.DoesNotExist):
        reading.mark_read(accepted.pk, other_secretary)


def test_a_note_may_be_added_once_and_is_not_rewritten(accepted, leader):
    reading.mark_read(accepted.pk, leader)
    reading.mark_read(accepted.pk, leader, "很好")
    reading.mark_read(accepted.pk, leader)
    with pytest.raises(StateChanged, match="不再改动"):
        reading.mark_read(accepted.pk, leader, "不好")
    with pytest.raises(TooLong, match="最多 500 字"):
        reading.mark_read(accepted.pk, leader, "好" * 501)
    assert ReportReading.objects.get().note == "很好"


def test_a_substitute_reads_for_the_absent_leader(accepted, leader, second):
    second = stand_in(leader, second)
    assert unread(second) == [accepted]
    by_leader = reading.mark_read(accepted.pk, leader)
    assert unread(second) == []
    by_leader.delete()
    row = reading.mark_read(accepted.pk, second)
    assert row.said_by == "曹某甲（代 孙示例）"
    assert unread(second) == unread(leader) == []


def test_staff_may_stand_in_and_nobody_is_late_for_it(accepted, leader, liaison):
    liaison = stand_in(leader, liaison)
    assert unread(liaison) == []
    liaison.acting_role = Role.LEADER
    assert unread(liaison) == [accepted]


# --- Pages ------------------------------------------------------------------------------------------


def test_the_home_list_leads_to_the_list(log_in, accepted, leader):
    page = log_in(leader).get("/").text
    assert "月度进展待审阅" in page
    assert 'href="/queue/reading/"' in page


def test_many_are_marked_at_once(log_in, accepted, leader):
    client = log_in(leader)
    assert client.get("/queue/reading/?pick=all").text.count(" checked") == 1
    answer = client.post("/queue/reading/mark/", {"pick": [f"{accepted.pk}:1", "abc"]}, follow=True)
    assert "已审阅 1 份" in answer.text
    assert "没有待审阅的报告" in answer.text


def test_what_changed_meanwhile_is_left_with_the_reason(log_in, accepted, leader, staff):
    moves.reopen(accepted.pk, staff, "更正数据", at(11, 30))
    answer = log_in(leader).post("/queue/reading/mark/", {"pick": f"{accepted.pk}:1"})
    assert answer.status_code == 409
    assert "1 份没有标为已阅" in answer.text


def test_the_note_is_seen_by_unit_and_staff_but_not_by_inspectors(
    log_in, accepted, leader, officer, staff, inspector, tax
):
    address = accepted.get_absolute_url()
    assert "与上月相比" in log_in(leader).get(address).text
    log_in(leader).post(f"/queue/reading/{accepted.pk}/", {"round": "1", "note": "抓紧收尾"})
    Appointment.objects.filter(person=inspector).update(unit=tax)
    for person, sees in ((officer, True), (staff, True), (leader, True), (inspector, False)):
        page = log_in(person).get(address).text
        assert ("抓紧收尾" in page) is sees
        assert ("孙示例 已审阅 11月24日" in page) is sees
    assert "孙示例 11月24日" in log_in(staff).get("/dashboard/reports/?month=2026-11").text


def test_a_note_that_is_too_long_stays_typed(log_in, accepted, leader):
    post = {"round": "1", "note": "好" * 501}
    answer = log_in(leader).post(f"/queue/reading/{accepted.pk}/", post)
    assert answer.status_code == 422
    assert "好" * 501 in answer.text


def test_on_to_the_next_one(log_in, accepted, leader, finance, staff):
    MonthlyReport.objects.filter(unit=finance).update(
        state=ReportState.ACCEPTED, signed_by=staff, signed_at=at(11, 24), decided_at=at(11, 24), decided_by=staff,
        first_signed_at=at(11, 24), first_due_at=at(12, 3),
    )  # fmt: skip
    post = {"round": "1", "next": "1"}
    answer = log_in(leader).post(f"/queue/reading/{accepted.pk}/", post)
    assert answer.headers["Location"].endswith(f"?unit={finance.pk}")


def test_the_list_costs_the_same_for_one_unit_and_for_forty(log_in, accepted, leader, second, districts, staff):  # fmt: skip
    stand_in(second, leader)

    def queries():
        client = log_in(leader)
        client.get("/queue/reading/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/queue/reading/").status_code == 200
        return len(seen)

    few = queries()
    for n in range(40):
        unit = make_unit(f"昭通市第{n}示例局", f"示例局{n}", districts[n % 2], 100 + n)
        report = MonthlyReport.objects.create(
            unit=unit, period=NOVEMBER, state=ReportState.ACCEPTED, signed_by=staff, signed_at=at(11, 24),
            first_signed_at=at(11, 24), first_due_at=at(12, 3), decided_by=staff, decided_at=at(11, 24),
        )  # fmt: skip
        report.lines.create(
            item=key_task(unit, "任务"), period=NOVEMBER, percent=50, light="on_track"
        )
    assert len(unread(Person.objects.get(pk=leader.pk))) == 41
    assert queries() == few
    assert few <= 12
    assert fresh(accepted).state == ReportState.ACCEPTED
