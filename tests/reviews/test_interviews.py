"""约谈: named persons alone, every look on record, nothing in exports or in what others find."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from reviews.models import Interview, InterviewReader
from zhaotong_portal.audit.models import AuditEntry

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
