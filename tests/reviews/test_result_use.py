"""结果运用: the rules of 约谈 — named persons alone, every look on record, no content in the trail."""

from datetime import date

import pytest

from reviews import result_uses
from reviews.models import InterviewReader, ResultUse
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("units")]
FORM = {
    "unit": "市税务局", "year": "2025", "grade": "好", "kind": "honouring", "detail": "推荐市级先进。",
    "used_on": "2026-03-01", "document": "昭市直工〔2026〕8号",
}  # fmt: skip


@pytest.fixture
def use(tax, staff):
    return ResultUse.objects.create(
        unit=tax, year=2025, grade="好", kind="honouring", detail="推荐市级先进。",
        used_on=date(2026, 3, 1), entered_by=staff,
    )  # fmt: skip


def name(person):
    InterviewReader.objects.create(person=person, begins_on=date(2020, 1, 1), basis="会议确定")


def looks():
    found = AuditEntry.objects.filter(object_type="reviews.resultuse", action="interview.looked")
    return list(found.values_list("actor_name", "action_label"))


def test_a_role_alone_opens_nothing(log_in, use, staff, leader, administrator, auditor, secretary):
    for person in (staff, leader, administrator, auditor, secretary):
        client = log_in(person)
        for url in ("", "new/", f"{use.pk}/", f"{use.pk}/edit/"):
            assert client.get(f"/interviews/uses/{url}").status_code == 404
    assert looks() == []


def test_each_look_is_on_record_and_no_file_goes_out(log_in, use, leader):
    name(leader)
    client = log_in(leader)
    listed = client.get("/interviews/uses/?export=xlsx")
    assert "推荐市级先进" in listed.text and "?export=" not in client.get("/interviews/uses/").text
    assert "推荐市级先进" in client.get(use.get_absolute_url()).text
    assert looks() == [("孙示例", "查看结果运用")] * 3
    assert client.get(f"/interviews/uses/{use.pk}/edit/").status_code == 404
    with pytest.raises(NotAllowed):
        result_uses.correct(use.pk, leader, detail="改。")


def test_a_named_member_of_staff_enters_and_corrects(log_in, staff):
    name(staff)
    client = log_in(staff)
    client.post("/interviews/uses/new/", FORM)
    use = ResultUse.objects.get()
    assert (use.kind, use.entered_by) == ("honouring", staff)
    client.post(f"/interviews/uses/{use.pk}/edit/", FORM | {"detail": "推荐省级先进。"})
    use.refresh_from_db()
    assert use.detail == "推荐省级先进。"
    trail = AuditEntry.objects.filter(object_type="reviews.resultuse")
    said = " ".join(str(row) for row in trail.values_list("object_label", "changes", "reason", "unit_id"))  # fmt: skip
    assert "运用情况" in said and "先进" not in said and "税务" not in said


def test_what_is_wrong_stands_beside_its_field(log_in, staff):
    name(staff)
    client = log_in(staff)
    for wrong, said in (
        ({"kind": ""}, "请选择运用方式"),
        ({"unit": "没有这家"}, "没有找到单位"),
        ({"used_on": "2999-01-01"}, "日期还没有到"),
        ({"year": "2999"}, "2999年还没有到"),
    ):
        answer = client.post("/interviews/uses/new/", FORM | wrong)
        assert answer.status_code == 422 and said in answer.text and "推荐市级先进。" in answer.text
    assert not ResultUse.objects.exists()


def test_the_auditor_reads_who_looked_and_nothing_else(log_in, use, leader, auditor):
    name(leader)
    log_in(leader).get(use.get_absolute_url())
    html = log_in(auditor).get("/interviews/looks/").text
    assert "孙示例" in html and f"结果运用记录第 {use.pk} 号" in html
    assert "市税务局" not in html and "先进" not in html
