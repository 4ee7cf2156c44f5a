"""约谈: named persons alone, every look on record, nothing in exports or in what others find."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from docx import Document

from reviews import interview_todos
from reviews.models import (
    Assessment,
    GradeDecision,
    Interview,
    InterviewReader,
    InterviewState,
)
from reviews.workflows import interview as workflow
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, StateChanged

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("units")]
FORM = {
    "unit": "市税务局", "year": "2025", "secretary": "王示例", "grade": "一般", "held_on": "2026-01-15",
    "held_by": "孙示例", "summary": "指出问题。",
}  # fmt: skip


@pytest.fixture
def interview(tax):
    return Interview.objects.create(unit=tax, year=2025, secretary="钱某甲", held_on=date(2026, 1, 15))  # fmt: skip


def name(person, begins_on=date(2020, 1, 1), ends_on=None):
    return InterviewReader.objects.create(
        person=person, begins_on=begins_on, ends_on=ends_on, basis="会议确定"
    )


def looks():
    return list(AuditEntry.objects.filter(action="interview.looked").values_list("actor_name", "object_label"))  # fmt: skip


def test_a_role_alone_opens_nothing(log_in, interview, staff, leader, administrator, auditor, officer, inspector):  # fmt: skip
    for person in (staff, leader, administrator, auditor, officer, inspector):
        client = log_in(person)
        assert client.get("/interviews/").status_code == 404
        assert client.get(interview.get_absolute_url()).status_code == 404
        assert client.get("/interviews/new/").status_code == 404
        assert '/interviews/"' not in client.get("/registers/").content.decode()
    assert looks() == []


def test_an_administrator_who_is_named_still_looks_at_nothing(log_in, interview, administrator):
    name(administrator)
    assert log_in(administrator).get("/interviews/").status_code == 404


def test_the_named_leader_reads_and_each_look_is_on_record(log_in, interview, leader):
    name(leader)
    client = log_in(leader)
    assert "钱某甲" in client.get("/interviews/").content.decode()
    assert "钱某甲" in client.get(interview.get_absolute_url()).content.decode()
    assert client.get("/interviews/new/").status_code == 404
    assert looks() == [("孙示例", f"约谈记录第 {interview.pk} 号")] * 2


def test_a_naming_runs_out(log_in, interview, leader):
    name(leader, ends_on=timezone.localdate() - timedelta(days=1))
    assert log_in(leader).get("/interviews/").status_code == 404


def test_the_named_member_of_staff_enters_and_the_trail_tells_no_content(log_in, staff):
    name(staff)
    client = log_in(staff)
    client.post("/interviews/new/", FORM)
    entered = Interview.objects.get()
    client.post(f"/interviews/{entered.pk}/edit/", FORM | {"secretary": "李示例"})
    entered.refresh_from_db()
    assert entered.secretary == "李示例"
    trail = " ".join(
        str(row) for row in AuditEntry.objects.values_list("object_label", "changes", "unit_id")
    )
    assert "示例" not in trail and "税务" not in trail
    again = client.post("/interviews/new/", FORM)
    assert again.status_code == 422
    assert "已经登记" in again.content.decode()
    early = client.post("/interviews/new/", FORM | {"held_on": "2999-01-01"})
    assert "还没有到" in early.content.decode()


def test_the_auditor_reads_who_looked_and_nothing_else(log_in, interview, leader, auditor):
    name(leader)
    log_in(leader).get(interview.get_absolute_url())
    html = log_in(auditor).get("/interviews/looks/").content.decode()
    assert "孙示例" in html and f"约谈记录第 {interview.pk} 号" in html
    assert "钱某甲" not in html and "市税务局" not in html


def test_nothing_of_it_goes_out(log_in, interview, leader):
    name(leader)
    assert b"PK" not in log_in(leader).get("/interviews/?export=interviews").content[:2]
    assert "?export=" not in log_in(leader).get("/interviews/").content.decode()


# --- From the grade to the check of what was promised ----------------------------------------------------------------

TODAY = date(2026, 3, 2)
TALK = {"held_on": "2026-03-02", "held_by": "孙示例", "summary": "指出问题。", "promise": "三个月内整改。", "check_on": "2026-06-01"}  # fmt: skip
NOTICE = {
    "unit": "市税务局", "year": "2025", "secretary": "王示例", "grade": "一般", "planned_on": "2026-03-06",
    "notice": "请准备整改打算。",
}  # fmt: skip


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture
def writer(staff, today):
    name(staff)
    return staff


def graded(unit, grade, by, state="published", year=2025):
    row = Assessment.objects.create(unit=unit, year=year)
    decision = GradeDecision.objects.create(
        assessment=row, number=1, grade=grade, advised=grade, decided_by=by, decided_at=timezone.now()
    )  # fmt: skip
    Assessment.objects.filter(pk=row.pk).update(
        decision=decision, state=state, published_at=timezone.now() if state == "published" else None
    )  # fmt: skip
    return row


def told(tax, writer, **fields):
    given = {
        "secretary": "王示例",
        "grade": "一般",
        "planned_on": date(2026, 3, 6),
        "notice": "请准备。",
    }
    return workflow.notify(writer, unit=tax, year=2025, **given | fields)


def held(tax, writer, **fields):
    given = {"held_on": TODAY, "held_by": "孙示例", "summary": "指出问题。", "promise": "整改。", "check_on": date(2026, 6, 1)}  # fmt: skip
    return workflow.hold(told(tax, writer).pk, writer, **given | fields)


def test_from_the_grade_to_the_check(log_in, writer, tax, units, leader, monkeypatch):
    graded(tax, "一般", leader)
    graded(units[1], "好", leader)
    client = log_in(writer)
    listed = client.get("/interviews/").text
    proposed = Assessment.objects.get(unit=tax)
    assert f"?assessment={proposed.pk}" in listed and listed.count("?assessment=") == 1
    offered = client.get(f"/interviews/notify/?assessment={proposed.pk}").text
    assert 'value="市税务局"' in offered and "2025年度党组织书记抓基层党建" in offered
    client.post("/interviews/notify/", NOTICE)
    found = Interview.objects.get()
    assert (found.state, found.notified_on) == ("notified", TODAY)
    assert "?assessment=" not in client.get("/interviews/").text
    client.post(f"/interviews/{found.pk}/hold/", TALK)
    found.refresh_from_db()
    assert (found.state, found.promise, found.check_on) == ("held", "三个月内整改。", date(2026, 6, 1))  # fmt: skip
    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2026, 6, 1))
    client.post(f"/interviews/{found.pk}/check/", {"checked_on": "2026-06-01", "check_result": "已整改。"})  # fmt: skip
    found.refresh_from_db()
    assert (found.state, found.check_result) == ("checked", "已整改。")


@pytest.mark.parametrize("state", ["decided", "fed_back"])
def test_a_grade_is_proposed_once_it_is_decided(writer, tax, leader, state):
    graded(tax, "差", leader, state=state)
    assert [row.unit for row in workflow.proposals()] == ([tax] if state == "decided" else [])


def test_which_grades_ask_for_an_interview_is_a_setting(writer, tax, leader, settings):
    settings.ASSESSMENT_INTERVIEW_GRADES = ("较好",)
    graded(tax, "一般", leader)
    assert workflow.proposals() == []


def test_a_talk_needs_what_was_promised_a_day_and_no_future(log_in, writer, tax):
    found = told(tax, writer)
    client = log_in(writer)
    for wrong, said in (
        ({"check_on": ""}, "请填写复核日期"),
        ({"check_on": "2026-03-01"}, "不能早于约谈日期"),
        ({"held_on": "2026-03-03"}, "日期还没有到"),
    ):
        answer = client.post(f"/interviews/{found.pk}/hold/", TALK | wrong)
        assert answer.status_code == 422
        assert said in answer.text and "三个月内整改。" in answer.text
    assert Interview.objects.get().state == "notified"


def test_a_unit_is_not_told_twice_for_a_year(log_in, writer, tax):
    told(tax, writer)
    again = log_in(writer).post("/interviews/notify/", NOTICE)
    assert again.status_code == 422 and workflow.AWAITED in again.text
    with pytest.raises(IntegrityError), transaction.atomic():
        Interview.objects.create(
            unit=tax, year=2025, secretary="王示例", state="notified", planned_on=TODAY
        )


CALLS = {
    "hold": lambda pk, who: workflow.hold(pk, who, held_on=TODAY, held_by="孙示例", summary="已谈。"),
    "check": lambda pk, who: workflow.check(pk, who, checked_on=TODAY, check_result="已整改。"),
    "cancel": lambda pk, who: workflow.cancel(pk, who, "已调离。"),
}  # fmt: skip


@pytest.mark.parametrize("move", CALLS)
def test_no_move_starts_from_a_state_that_the_table_does_not_name(move, writer, tax):
    found = told(tax, writer)
    rest = {
        "held_on": TODAY,
        "checked_on": TODAY,
        "check_result": "好。",
        "cancelled_because": "调离。",
    }
    for state in set(InterviewState.values) - set(workflow.TRANSITIONS[move].sources):
        Interview.objects.update(state=state, **rest)
        with pytest.raises(StateChanged):
            CALLS[move](found.pk, writer)


def test_the_table_names_every_move():
    assert set(CALLS) == set(workflow.TRANSITIONS)


def test_a_named_leader_reads_and_writes_nothing(log_in, writer, tax, leader):
    name(leader)
    found = told(tax, writer)
    with pytest.raises(NotAllowed):
        workflow.cancel(found.pk, leader, "调离。")
    client = log_in(leader)
    assert client.post(f"/interviews/{found.pk}/hold/", TALK).status_code == 404
    assert client.get(f"/interviews/{found.pk}/notice.docx").status_code == 404
    assert client.get("/interviews/notify/").status_code == 404
    assert list(interview_todos.waiting(leader)) == []


def test_colleagues_who_are_not_named_find_nothing_of_it(log_in, writer, tax, units, leader):
    found = held(tax, writer)
    client = log_in(leader)
    for url in ("", "notice.docx", "edit/", "hold/"):
        assert client.get(f"/interviews/{found.pk}/{url}").status_code == 404
    with pytest.raises(Interview.DoesNotExist):
        workflow.check(found.pk, leader, checked_on=TODAY, check_result="好。")
    assert list(interview_todos.waiting(leader)) == []
    assert "约谈" not in client.get("/").text


def test_what_is_called_off_says_why_and_the_trail_does_not(log_in, writer, tax):
    found = told(tax, writer)
    client = log_in(writer)
    assert client.post(f"/interviews/{found.pk}/cancel/", {"reason": " "}).status_code == 422
    client.post(f"/interviews/{found.pk}/cancel/", {"reason": "王示例已调离市税务局。"})
    assert "王示例已调离" in client.get(found.get_absolute_url()).text
    trail = AuditEntry.objects.filter(object_type="reviews.interview")
    told_of_it = " ".join(str(row) for row in trail.values_list("object_label", "reason", "changes"))  # fmt: skip
    assert "示例" not in told_of_it and "税务" not in told_of_it
    assert set(trail.values_list("unit_id", flat=True)) == {0}


def test_the_notice_is_a_paper_and_making_it_is_a_look(log_in, writer, tax):
    found = told(tax, writer)
    answer = log_in(writer).get(f"/interviews/{found.pk}/notice.docx")
    text = "\n".join(row.text for row in Document(BytesIO(answer.getvalue())).paragraphs)
    assert "王示例同志" in text and "请准备。" in text and "2026年3月6日" in text
    last = AuditEntry.objects.filter(action="interview.looked").latest("pk")
    assert last.action_label == "制作约谈通知"


def test_the_home_page_of_the_writer_says_numbers_and_days(writer, tax, units):
    held(tax, writer)
    told(units[1], writer, planned_on=date(2026, 3, 4))
    found = {row.label: (row.count, row.due_on, row.urgent) for row in interview_todos.waiting(writer)}  # fmt: skip
    assert found == {
        "约谈待进行": (1, date(2026, 3, 4), False),
        "约谈承诺待复核": (1, date(2026, 6, 1), False),
    }


def test_a_record_is_corrected_in_what_its_state_knows(log_in, writer, tax):
    found = held(tax, writer)
    client = log_in(writer)
    form = client.get(f"/interviews/{found.pk}/edit/").text
    assert 'name="promise"' in form and 'name="check_result"' not in form
    given = FORM | {"held_on": "2026-03-01", "promise": "两个月内整改。", "check_on": "2026-05-01"}
    client.post(f"/interviews/{found.pk}/edit/", given)
    found.refresh_from_db()
    assert (found.promise, found.check_on, found.state) == (
        "两个月内整改。",
        date(2026, 5, 1),
        "held",
    )


def test_the_list_costs_the_same_for_few_and_many(log_in, writer, tax, django_assert_max_num_queries):  # fmt: skip
    held(tax, writer)
    client = log_in(writer)
    client.get("/interviews/")
    with django_assert_max_num_queries(20) as few:
        client.get("/interviews/")
    Interview.objects.bulk_create(
        Interview(unit=tax, year=2000 + number, secretary="王示例", held_on=date(2025, 1, 1))
        for number in range(10)
    )
    with django_assert_max_num_queries(len(few)):
        client.get("/interviews/")
