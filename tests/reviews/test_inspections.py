"""集中督查: planned, answered by two inspectors with and without a network, problems in one tap, fed back the same day."""

import io
from datetime import timedelta

import docx
import pytest
from django.urls import reverse

from reviews import answering, inspections
from reviews.answering import Sent
from reviews.models import (
    Finding,
    FindingCategory,
    FindingSource,
    Inspection,
    InspectionVisit,
)
from reviews.workflows import inspection_visit
from tasks.models import Delivery
from tests.people import make_person
from tests.reviews.rectification_world import plan, today
from units.models import Role
from zhaotong_portal.workflow import NotAllowed, StateChanged


@pytest.fixture
def second(finance):
    return make_person("inspector2", "蒋某甲", Role.INSPECTOR, unit=finance)


@pytest.fixture
def visit(staff, checklist, finance, inspector, second):
    return plan(staff, checklist, finance, members=[inspector, second])


def questions(visit):
    return list((visit.version or visit.inspection.checklist.newest).questions.all())


def test_planned_in_the_browser_with_names_as_people_type_them(
    log_in, staff, checklist, tax, inspector
):
    form = {
        "title": "党费专项督查", "kind": "inspection", "theme": "党费", "checklist": checklist.pk,
        "begins_on": today().isoformat(), "ends_on": today().isoformat(), "members": "冯某甲", "units": "税务局\n市不存在局",
    }  # fmt: skip
    client = log_in(staff)
    refused = client.post("/inspections/new/", form)
    assert refused.status_code == 422
    assert "没有找到单位“市不存在局”" in refused.text
    assert "党费专项督查" in refused.text
    client.post("/inspections/new/", form | {"units": "税务局"})
    found = Inspection.objects.get()
    assert [row.unit for row in found.visits.all()] == [tax]
    assert {row.person for row in found.members.all()} == {staff, inspector}


def test_a_merged_unit_is_visited_at_its_successor(staff, checklist, tax, finance):
    tax.active_to, tax.succeeded_by = today() - timedelta(days=1), finance
    tax.save()
    assert plan(staff, checklist, tax).unit == finance


def test_answers_are_stored_and_begin_the_visit(visit, log_in, inspector):
    first, second = questions(visit)
    client = log_in(inspector)
    client.post(
        visit.get_absolute_url(),
        {"version": visit.inspection.checklist.newest.pk, f"answer-{first.pk}": "no", f"note-{first.pk}": "未公示", f"known-{first.pk}": 0},
    )  # fmt: skip
    visit.refresh_from_db()
    assert (visit.state, visit.version.number) == ("under_way", 1)
    row = visit.answers.get()
    assert (row.answer, row.note, row.answered_by) == ("no", "未公示", inspector)


def test_two_offline_on_one_visit_both_are_shown_and_nothing_is_lost(
    visit, log_in, inspector, second
):
    one, other = questions(visit)
    answering.save_answers(visit.pk, inspector, {one.pk: Sent("yes", "甲看了台账")})
    sent = {
        "version": visit.inspection.checklist.newest.pk, f"answer-{one.pk}": "no", f"note-{one.pk}": "乙看公示栏没有",
        f"known-{one.pk}": 0, f"answer-{other.pk}": "yes", f"known-{other.pk}": 0,
    }  # fmt: skip
    client = log_in(second)
    answer = client.post(visit.get_absolute_url(), sent)
    assert answer.status_code == 409
    for text in ("冯某甲 已填“是”", "甲看了台账", "您填的是“否”", "乙看公示栏没有"):
        assert text in answer.text
    assert visit.answers.get(question=one).answer == "yes"  # not overwritten
    assert visit.answers.get(question=other).answer == "yes"  # the rest is stored
    # The page now knows the other's edition: pressing again is a decision.
    assert f'name="known-{one.pk}" value="1"' in answer.text
    client.post(visit.get_absolute_url(), sent | {f"known-{one.pk}": 1})
    assert visit.answers.get(question=one).answer == "no"


def test_the_same_answer_twice_is_no_conflict(visit, inspector, second):
    one, _ = questions(visit)
    answering.save_answers(visit.pk, inspector, {one.pk: Sent("yes")})
    outcome = answering.save_answers(visit.pk, second, {one.pk: Sent("yes")})
    assert (outcome.saved, outcome.conflicts) == (0, [])


def test_a_checklist_changed_half_way_keeps_what_was_asked(visit, staff, inspector, second):
    one, other = questions(visit)
    old = visit.inspection.checklist.newest
    inspections.revise(
        visit.inspection.checklist,
        staff,
        [("党费收缴公示", "", None), ("新增内容", "", None)],
        seen=1,
    )
    # An inspector whose page was loaded before answers offline by the old version: it stays the visit's.
    outcome = answering.save_answers(
        visit.pk, inspector, {one.pk: Sent("yes"), other.pk: Sent("no", "缺二月")}, old.pk
    )
    assert outcome.visit.version == old
    # The other one's page has the new version: the same words find their place, the new question is handed back.
    new = visit.inspection.checklist.newest
    same, added = new.questions.all()
    outcome = answering.save_answers(visit.pk, second, {same.pk: Sent("na", "补充", 1), added.pk: Sent("no", "新情况")}, new.pk)  # fmt: skip
    assert [(text, one.note) for text, one in outcome.strays] == [("新增内容", "新情况")]
    assert outcome.visit.answers.get(question=one).answer == "na"
    assert plan(staff, visit.inspection.checklist, visit.unit).inspection.checklist.newest == new


def test_somebody_faster_with_a_checklist_is_told_of(checklist, log_in, staff):
    inspections.revise(checklist, staff, [("甲", "", None)], seen=1)
    answer = log_in(staff).post(checklist.get_absolute_url(), {"seen": 1, "questions": "乙 | 依据"})
    assert answer.status_code == 422
    assert "已由他人修订为第2版" in answer.text
    assert "乙 | 依据" in answer.text
    answer = log_in(staff).post(
        checklist.get_absolute_url(), {"seen": 2, "questions": "乙 | 依据 | 没有这类"}
    )
    assert "没有类别“没有这类”" in answer.text


def test_each_no_becomes_a_problem_in_one_tap(visit, log_in, inspector):
    one, other = questions(visit)
    one.category = FindingCategory.objects.create(name="党费管理")
    one.save()
    answering.save_answers(
        visit.pk, inspector, {one.pk: Sent("no", "停在三月"), other.pk: Sent("yes")}
    )
    client = log_in(inspector)
    for question in (one, other, one):
        client.post(reverse("inspection_finding", args=[visit.pk, question.pk]))
    finding = Finding.objects.get()
    assert (finding.source, finding.title, finding.detail) == (
        FindingSource.INSPECTION,
        "党费收缴公示：未做到",
        "停在三月",
    )
    assert (finding.category, finding.inspection_visit, finding.found_by) == (
        one.category,
        visit,
        inspector,
    )
    with pytest.raises(StateChanged, match="已登记为问题"):
        answering.save_answers(visit.pk, inspector, {one.pk: Sent("yes", "", 1)})


def test_fed_back_the_same_day_with_number_paper_and_message(
    visit, inspector, finance, staff, log_in
):
    head = make_person("finance-secretary", "褚某乙", Role.SECRETARY, unit=finance)
    one, _ = questions(visit)
    answering.save_answers(visit.pk, inspector, {one.pk: Sent("no", "停在三月")})
    answering.finding_from(visit.pk, one.pk, inspector)
    client = log_in(head)
    assert "反馈意见印发后" in client.get(visit.get_absolute_url()).text
    assert "停在三月" not in client.get(visit.get_absolute_url()).text
    assert client.get(reverse("inspection_feedback", args=[visit.pk])).status_code == 404
    log_in(inspector).post(
        reverse("inspection_visit_move", args=[visit.pk, "feed_back"]), {"impression": "总体较好"}
    )
    visit.refresh_from_db()
    assert visit.document_number == f"昭直党督反〔{today().year}〕1号"
    assert Delivery.objects.filter(recipient=head, link=visit.get_absolute_url()).exists()
    answer = log_in(head).get(reverse("inspection_feedback", args=[visit.pk]))
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(answer.content)).paragraphs)
    for part in (
        "督查反馈意见",
        visit.document_number,
        "昭通市财政局党组",
        "总体较好",
        "党费收缴公示：未做到",
        "停在三月",
    ):
        assert part in text
    with pytest.raises(StateChanged):
        answering.save_answers(visit.pk, inspector, {one.pk: Sent("yes", "", 1)})


def test_who_is_not_of_the_team_writes_nothing(
    visit, liaison, other_officer, leader, weather, auditor
):
    one, _ = questions(visit)
    answering.save_answers(
        visit.pk, liaison, {one.pk: Sent("yes")}
    )  # decides for the district of an announced visit
    for person in (leader, auditor):
        with pytest.raises(NotAllowed):
            answering.save_answers(visit.pk, person, {one.pk: Sent("no", "", 1)})
    with pytest.raises(InspectionVisit.DoesNotExist):
        answering.save_answers(visit.pk, other_officer, {one.pk: Sent("no", "", 1)})


def test_cancelled_with_a_reason(visit, staff, inspector):
    with pytest.raises(NotAllowed):
        inspection_visit.cancel(visit.pk, inspector, "改期")
    inspection_visit.cancel(visit.pk, staff, "与年度考核冲突")
    with pytest.raises(StateChanged):
        inspection_visit.begin(visit.pk, staff)
