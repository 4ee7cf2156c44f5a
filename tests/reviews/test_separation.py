"""Who verifies is neither who rectified nor of their unit; units that assist; a unit that was merged since; evidence."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reviews import evidence, recording
from reviews.models import Finding, FindingEvidence
from reviews.workflows import finding as workflow
from tasks.entries import EntryErrors
from tests.people import make_person
from tests.reviews.rectification_world import make_finding, today
from units.models import Appointment, Role
from zhaotong_portal.workflow import NotAllowed


@pytest.mark.parametrize(
    ("move", "state"), [("verify", "reported"), ("return_for_more", "reported"), ("close", "verified"), ("fix_on_site", "found")]
)  # fmt: skip
def test_nobody_of_the_unit_judges(move, state, tax, staff):
    finding = make_finding(tax, state, found_on=today())
    Appointment.objects.create(
        person=staff, role=Role.OFFICER, unit=tax, starts_on=date(2020, 1, 1)
    )
    staff.acting_role = Role.STAFF
    with pytest.raises(NotAllowed, match="任职"):
        getattr(workflow, move)(finding.pk, staff, "看过了")


def test_nor_of_a_unit_that_assists_nor_who_left_it_since(tax, weather, staff, colleague):
    finding = make_finding(tax, "reported", found_on=today() - timedelta(days=9))
    finding.assisting.add(weather)
    Appointment.objects.create(
        person=staff, role=Role.SECRETARY, unit=weather, starts_on=date(2020, 1, 1), ends_on=today() - timedelta(days=3)
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="协同单位"):
        workflow.verify(finding.pk, staff)
    workflow.verify(finding.pk, colleague)


def test_who_left_the_unit_before_it_was_found_may_verify(tax, staff):
    finding = make_finding(tax, "reported", found_on=today())
    Appointment.objects.create(
        person=staff, role=Role.OFFICER, unit=tax, starts_on=date(2020, 1, 1), ends_on=today() - timedelta(days=30)
    )  # fmt: skip
    assert workflow.verify(finding.pk, staff).state == "verified"


def test_one_leads_and_others_assist(
    tax, weather, staff, log_in, officer, other_officer, other_secretary
):
    finding = make_finding(tax, "confirmed")
    client = log_in(staff)
    address = reverse("finding_move", args=[finding.pk, "assign"])
    due = (today() + timedelta(days=9)).isoformat()
    assert (
        "没有找到单位“市不存在局”"
        in client.post(address, {"due_on": due, "assisting": "市不存在局"}).text
    )
    client.post(address, {"due_on": due, "assisting": "市气象局、市税务局"})
    assert list(finding.assisting.all()) == [weather]
    shown = log_in(other_officer).get(finding.get_absolute_url())
    assert "市气象局" in shown.text
    assert shown.context["moves"] == []
    with pytest.raises(NotAllowed, match="责任单位办理"):
        workflow.take_up(finding.pk, other_officer)
    workflow.take_up(finding.pk, officer)
    workflow.report(finding.pk, officer, "已改。")
    with pytest.raises(Exception, match="签发"):
        workflow.sign(finding.pk, other_secretary)


@pytest.fixture
def merged(tax, finance):
    """市税务局 was merged into 市财政局 yesterday."""
    tax.active_to, tax.succeeded_by = today() - timedelta(days=1), finance
    tax.save()
    return tax


def test_a_new_finding_for_a_merged_unit_is_its_successors(merged, finance, staff):
    finding = workflow.record_finding(
        staff, merged, title="公示不及时", source="inspection", found_on=today()
    )
    assert (finding.unit, finding.original_unit) == (finance, merged)


def test_open_findings_follow_the_merger_once(merged, finance, staff):
    finding = make_finding(merged, "in_hand", due_on=today())
    make_finding(finance, "in_hand", due_on=today())  # the same title in the same list
    done = make_finding(merged, "closed", "旧事")
    assert recording.hand_all_to_successors() == 1
    assert recording.hand_all_to_successors() == 0
    finding.refresh_from_db(), done.refresh_from_db()
    assert (finding.unit, finding.original_unit, finding.label) == (
        finance,
        merged,
        "（原市税务局）",
    )
    assert done.unit == merged
    assert (
        "已并入" in Finding.objects.get(pk=finding.pk).unit.name or finding.original_unit == merged
    )


def test_assigning_after_the_merger_hands_on(merged, finance, staff):
    finding = make_finding(merged, "confirmed")
    workflow.assign(finding.pk, staff)
    finding.refresh_from_db()
    assert (finding.state, finding.unit) == ("assigned", finance)


def pdf(text=b"", name="整改前.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 " + text)


def test_evidence_is_optional_in_versions_and_known_by_its_digest(
    tax, officer, staff, colleague, log_in
):
    finding = make_finding(tax, "in_hand")
    first = evidence.add(finding.pk, officer, pdf(), "before")
    assert evidence.add(finding.pk, officer, pdf(), "before") == first
    second = evidence.add(finding.pk, officer, pdf(b"2", "新.pdf"), "after", replaces_id=first.pk)
    assert (second.version, second.moment, second.replaces) == (2, "before", first)
    assert len(first.sha256) == 64
    shown = log_in(officer).get(finding.get_absolute_url()).text
    assert "已有新版" in shown
    assert first.sha256[:12] in shown
    workflow.report(finding.pk, officer, "已改。")
    workflow.verify(finding.pk, staff)
    workflow.close(finding.pk, colleague)
    with pytest.raises(EntryErrors):
        evidence.add(finding.pk, officer, pdf(b"3"), "after")
    assert FindingEvidence.objects.count() == 2


def test_a_file_that_is_none_is_refused_on_the_page(tax, log_in, officer):
    finding = make_finding(tax, "in_hand")
    address = reverse("finding_evidence_add", args=[finding.pk])
    answer = log_in(officer).post(
        address, {"moment": "after", "file": SimpleUploadedFile("说明.pdf", b"MZ not a pdf")}
    )
    assert answer.status_code == 422
    assert "内容不是 PDF" in answer.text


def test_another_unit_finds_no_evidence(tax, officer, other_officer, log_in):
    row = evidence.add(make_finding(tax, "in_hand").pk, officer, pdf(), "after")
    assert log_in(other_officer).get(row.get_absolute_url()).status_code == 404
    assert b"".join(log_in(officer).get(row.get_absolute_url()).streaming_content).startswith(
        b"%PDF"
    )


def test_the_unit_does_not_learn_who_found_it(tax, staff, officer, log_in):
    finder = make_person("finder", "吴示例", Role.STAFF)
    finding = workflow.record_finding(
        finder, tax, title="公示不及时", source="inspection", found_on=today()
    )
    workflow.confirm(finding.pk, staff)
    workflow.assign(finding.pk, staff)
    assert "吴示例" not in log_in(officer).get(finding.get_absolute_url()).text
    assert "吴示例" in log_in(staff).get(finding.get_absolute_url()).text
