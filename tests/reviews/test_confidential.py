"""What an unannounced visit found, who complained, who found it: every role, on every way by which it could get out."""

import io

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from reviews import answering, finding_figures, handover_sections
from reviews.answering import Sent
from reviews.clues import Incoming, complainant_of, receive
from reviews.finding_facts import facts
from reviews.finding_panels import matters
from reviews.models import (
    Confidence,
    Finding,
    FindingFigure,
    Inspection,
    InspectionVisit,
    UnitMonthReviews,
)
from reviews.workflows import finding as workflow
from reviews.workflows import inspection_visit
from tasks.models import Delivery
from tests.people import make_person
from tests.reviews.rectification_world import plan, today
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.period import Period
from zhaotong_portal.todo import todos_for
from zhaotong_portal.workflow import NotAllowed, ReasonRequired

pytestmark = pytest.mark.any_database

SECRET = "暗访专用短语"
ROLES = ("officer", "secretary", "colleague", "leader", "inspector", "administrator", "auditor")


@pytest.fixture
def hidden(staff, checklist, tax):
    """An unannounced visit of `staff` at 市税务局 with one problem, not fed back."""
    visit = plan(staff, checklist, tax, kind="unannounced")
    question = checklist.newest.questions.first()
    answering.save_answers(visit.pk, staff, {question.pk: Sent("no", SECRET)})
    finding = answering.finding_from(visit.pk, question.pk, staff)
    Finding.objects.filter(pk=finding.pk).update(title=SECRET)
    Inspection.objects.update(title=SECRET)
    visit.refresh_from_db()
    return visit


def pages(visit):
    finding = Finding.objects.get(inspection_visit=visit)
    return [
        visit.get_absolute_url(), visit.inspection.get_absolute_url(), finding.get_absolute_url(),
        reverse("inspection_feedback", args=[visit.pk]),
    ]  # fmt: skip


LISTS = (
    "/findings/", f"/findings/?q={SECRET}", "/findings/?state=found", "/inspections/", "/findings/print/", "/", "/units/mine/",
    "/findings/statistics/?by=unit", "/findings/common/", "/dashboard/", "/visits/", "/findings/rechecks/",
)  # fmt: skip


@pytest.mark.parametrize("who", ROLES)
def test_nobody_else_finds_it_anywhere(who, hidden, tax, log_in, request):
    person = request.getfixturevalue(who)
    client = log_in(person)
    for address in pages(hidden):
        assert client.get(address).status_code == 404, address
        assert client.post(address).status_code in (404, 405), address
    for address in LISTS:
        answer = client.get(address, follow=True)
        assert SECRET not in answer.text.replace(f'value="{SECRET}"', "").replace(
            f"：{SECRET}", ""
        ), address
    for address in ("/findings/", "/inspections/"):
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}?export=xlsx").content))
        assert SECRET not in str(
            [[c.value for c in row] for sheet in book for row in sheet.iter_rows()]
        )
    assert all(
        todo.count == 0
        for todo in todos_for(person)
        if "问题" in todo.label or "整改" in todo.label
    )


def test_it_is_in_no_sheet_pack_message_figure_import_or_trail(hidden, tax, administrator, log_in):
    day = today()
    assert facts([tax.pk], Period.of(day), day) == []
    assert list(matters([tax.pk], day)) == []
    (section,) = handover_sections.findings(tax, Role.OFFICER, day)
    assert section.rows == ()
    assert not Delivery.objects.exists()
    assert not UnitMonthReviews.objects.filter(findings_found__gt=0).exists()
    assert not FindingFigure.objects.exists()
    assert finding_figures.by_channel(day, day) == {}
    kept = list(AuditEntry.objects.values_list("object_label", "reason", "changes", "unit_id"))
    assert SECRET not in str(kept)
    about = AuditEntry.objects.filter(
        object_type__in=["reviews.finding", "reviews.inspectionvisit", "reviews.inspection"]
    )
    assert about.exists()
    assert set(about.values_list("unit_id", flat=True)) == {None}
    assert SECRET not in log_in(administrator).get("/admin/reviews/finding/").text
    assert SECRET not in log_in(administrator).get("/admin/portal/auditentry/").text


def test_an_import_neither_lists_nor_touches_it(hidden, tax, administrator, log_in):
    template = log_in(administrator).get(f"/imports/templates/finding.xlsx?year={today().year}")
    content = getattr(template, "content", b"")
    assert SECRET.encode() not in content


def test_the_team_and_named_persons_find_it_and_each_look_is_kept(
    hidden, staff, colleague, leader, named, log_in
):
    assert log_in(staff).get(hidden.get_absolute_url()).status_code == 200
    named(colleague), named(leader)
    for person in (colleague, leader):
        assert all(log_in(person).get(address).status_code == 200 for address in pages(hidden))
    looks = AuditEntry.objects.filter(action="look.unannounced")
    assert {look.actor for look in looks} == {staff, colleague, leader}


def test_being_named_gives_an_administrator_and_a_unit_nothing(
    hidden, named, administrator, officer
):
    for person in (administrator, officer):
        named(person)
        assert not InspectionVisit.objects.visible_to(person).exists()
        assert not Finding.objects.visible_to(person).exists()


def test_another_campaigns_team_does_not_see_it(hidden, checklist, finance, staff, inspector):
    plan(staff, checklist, finance, kind="unannounced", members=[inspector])
    assert [row.unit for row in InspectionVisit.objects.visible_to(inspector)] == [finance]


def test_nothing_moves_and_nothing_can_be_guessed_before_the_feedback(
    hidden, tax, staff, colleague
):
    finding = Finding.objects.get()
    with pytest.raises(NotAllowed, match="反馈以后"):
        workflow.confirm(finding.pk, staff)
    # The same words recorded elsewhere are not refused: that would tell of the hidden row.
    workflow.record_finding(colleague, tax, title=SECRET, source="inspection", found_on=today())


def test_with_the_feedback_the_unit_sees_it(hidden, staff, colleague, officer, log_in):
    inspection_visit.feed_back(hidden.pk, staff, "窗口无人值守。")
    finding = Finding.objects.get()
    assert not finding.is_hidden
    assert log_in(officer).get(hidden.get_absolute_url()).status_code == 200
    assert Delivery.objects.filter(recipient=officer).exists()
    assert FindingFigure.objects.exists()
    workflow.confirm(finding.pk, colleague)
    workflow.assign(finding.pk, colleague)
    assert SECRET in log_in(officer).get("/findings/").text


@pytest.fixture
def clue(channel):
    return receive(
        channel, Incoming("Z-1", "窗口排队", "排队一小时", "", "戚某庚", "0870-1234567")
    ).clue


@pytest.mark.parametrize("who", ["staff", *ROLES])
def test_who_complained_is_told_to_nobody_unasked(who, clue, log_in, request):
    client = log_in(request.getfixturevalue(who))
    for address in (
        "/clues/",
        clue.get_absolute_url(),
        "/clues/?export=clues",
        "/clues/?export=results",
    ):
        answer = client.get(address)
        raw = answer.content
        if raw[:2] == b"PK":
            book = openpyxl.load_workbook(io.BytesIO(raw))
            raw = str(
                [[c.value for c in row] for sheet in book for row in sheet.iter_rows()]
            ).encode()
        assert "戚某庚".encode() not in raw
        assert b"0870-1234567" not in raw
    assert (
        client.post(reverse("clue_complainant", args=[clue.pk]), {"reason": "回访"}).status_code
        == 404
    )


def test_a_named_person_sees_it_once_with_a_reason_and_the_look_is_kept(clue, staff, named, log_in):
    named(staff, Confidence.COMPLAINANT)
    client = log_in(staff)
    assert "0870-1234567" not in client.get(clue.get_absolute_url()).text
    with pytest.raises(ReasonRequired):
        complainant_of(clue, staff, "")
    answer = client.post(reverse("clue_complainant", args=[clue.pk]), {"reason": "电话核实"})
    assert "0870-1234567" in answer.text
    look = AuditEntry.objects.get(action="look.complainant")
    assert (look.actor, look.reason) == (staff, "电话核实")
    assert "0870-1234567" not in client.get(clue.get_absolute_url()).text


@pytest.mark.parametrize("source", ["unannounced", "public_clue", "rating"])
def test_who_found_it_is_masked_where_it_may_need_protection(source, tax, colleague, named, log_in):
    finder = make_person("finder", "吴示例", Role.STAFF)
    finding = workflow.record_finding(
        finder, tax, title="公示不及时", source=source, found_on=today()
    )
    client = log_in(colleague)
    address = reverse("finding_finder", args=[finding.pk])
    assert "吴示例" not in client.get(finding.get_absolute_url()).text
    assert client.post(address).status_code == 404
    named(colleague, Confidence.COMPLAINANT)
    assert "吴示例" in client.post(address, follow=True).text
    assert AuditEntry.objects.filter(action="look.finder", actor=colleague).count() == 1


def test_the_dump_of_a_unit_page_has_no_clue(clue, tax, officer, log_in):
    assert "窗口排队" not in log_in(officer).get(reverse("unit", args=[tax.pk])).text


def test_rollups_stay_true_with_hidden_rows(hidden):
    call_command("rebuild_rollups", "--check")
