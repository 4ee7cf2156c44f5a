"""事实异议: a fact, not a judgement, within the window, answered beside what was published (I16)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews.assessment import decision_deadlines, decision_todos, window
from reviews.models import Assessment, ContestState, FactContest
from reviews.workflows import fact_contest as workflow
from tasks.models import Delivery
from tests.people import make_person
from tests.reviews.judgement_world import *  # noqa: F403
from tests.reviews.judgement_world import fresh, published
from units.models import Role
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workdays import workdays_between
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

CLAIM = "11 月的报告 12 月 2 日已签发，应为按时。"


@pytest.fixture
def result(assessed, leader):
    return published(assessed, leader)


@pytest.fixture
def fact(figure_part):
    return str(figure_part.pk)


@pytest.fixture
def contest(result, secretary, fact):
    return workflow.contest(result.pk, secretary, fact, CLAIM)


CALLS = {
    "uphold": lambda pk, who: workflow.uphold(pk, who, "属实。", "12 份按时"),
    "dismiss": lambda pk, who: workflow.dismiss(pk, who, "以首次签发时间为准。"),
    "withdraw": lambda pk, who: workflow.withdraw(pk, who),
}


def test_the_table_names_every_move():
    assert set(CALLS) == set(workflow.TRANSITIONS)


@pytest.mark.parametrize("move", CALLS)
def test_no_move_starts_from_a_state_that_the_table_does_not_name(move, contest, staff, secretary):
    person = secretary if move == "withdraw" else staff
    FactContest.objects.update(answer="见附件。", answered_by=staff)
    for state in set(ContestState.values) - set(workflow.TRANSITIONS[move].sources):
        FactContest.objects.update(state=state)
        with pytest.raises(StateChanged):
            CALLS[move](contest.pk, person)


def test_what_was_published_stays_and_the_answer_stands_beside_it(
    result, contest, staff, officer, log_in
):
    before = result.facts
    workflow.uphold(contest.pk, staff, "系统时间有误，已核对。", "12 份，按时 12 份")
    kept = fresh(result)
    assert (kept.facts, kept.decision.number, kept.state) == (before, 1, "published")
    page = log_in(officer).get(f"/assessments/{result.pk}/decision/").text
    assert "95" in page and "更正为“12 份，按时 12 份”" in page and "系统时间有误" in page
    assert Delivery.objects.filter(dedupe_key__contains="fact-contest", recipient=officer).exists()


def test_a_judgement_cannot_be_contested(result, secretary, judged_part, log_in):
    with pytest.raises(NotAllowed, match="属于评价，不能提出异议"):
        workflow.contest(result.pk, secretary, str(judged_part.pk), CLAIM)
    url = f"/assessments/{result.pk}/contest/"
    refused = log_in(secretary).post(url, {"fact": judged_part.pk, "claim": CLAIM})
    assert refused.status_code == 422 and "属于评价，不能提出异议" in refused.text
    assert CLAIM in refused.text and not FactContest.objects.exists()


def test_the_window_ends_on_its_last_working_day(result):
    until = window.contest_until(result)
    assert window.is_open(result, until) and not window.is_open(result, until + timedelta(days=1))
    assert workdays_between(timezone.localdate(result.published_at), until) == 5


def test_after_the_window_the_last_day_is_named(result, secretary, fact):
    Assessment.objects.update(published_at=timezone.now() - timedelta(days=30))
    late = fresh(result)
    with pytest.raises(StateChanged) as refused:
        workflow.contest(result.pk, secretary, fact, CLAIM)
    assert refused.value.text == f"异议期已于{full_day_text(window.contest_until(late))}截止。"


def test_before_publication_there_is_nothing_to_contest(assessed, leader, secretary, fact, log_in):
    with pytest.raises(StateChanged, match="公布以后"):
        workflow.contest(assessed.pk, secretary, fact, CLAIM)
    assert log_in(secretary).get(f"/assessments/{assessed.pk}/decision/").status_code == 404


def test_the_units_own_secretary_contests_and_the_committees_staff_answer(
    result, contest, officer, staff, leader, secretary, districts, other_secretary, fact
):
    for person in (officer, staff, leader):
        with pytest.raises(NotAllowed):
            workflow.contest(result.pk, person, fact, CLAIM)
    with pytest.raises(Assessment.DoesNotExist):
        workflow.contest(result.pk, other_secretary, fact, CLAIM)
    elsewhere = make_person("liaison2", "郑某乙", Role.STAFF, district=districts[1])
    for person in (secretary, leader, elsewhere):
        with pytest.raises(NotAllowed):
            workflow.dismiss(contest.pk, person, "不采纳。")
    with pytest.raises(ReasonRequired):
        workflow.uphold(contest.pk, staff, " ")
    with pytest.raises(StateChanged, match="正在办理"):
        workflow.contest(result.pk, secretary, fact, "再说一遍。")


def todos(person):
    return {row.label: row.count for row in decision_todos.waiting(person) if row.count}


def test_it_waits_for_those_who_must_act(result, secretary, staff, leader, fact, officer):
    assert todos(secretary) == {"考核结果已公布，可对事实提出异议": 1} and not todos(officer)
    made = workflow.contest(result.pk, secretary, fact, CLAIM)
    assert todos(staff)["事实异议待答复"] == 1
    workflow.uphold(made.pk, staff, "属实。")
    assert "事实异议待答复" not in todos(staff)
    assert todos(leader)["异议已采纳，等次待复核"] == 1
    until = window.contest_until(result)
    (entry,) = decision_deadlines.entries(secretary, until, until)
    assert entry.day == until and entry.title == "2026年度述职评议考核异议期截止"


def test_asked_and_answered_on_the_pages(result, secretary, staff, fact, log_in):
    url = f"/assessments/{result.pk}/contest/"
    assert log_in(secretary).post(url, {"fact": fact, "claim": ""}).status_code == 422
    assert log_in(secretary).post(url, {"fact": fact, "claim": CLAIM}).status_code == 302
    found = FactContest.objects.get()
    assert CLAIM in log_in(staff).get(found.get_absolute_url()).text
    answer = log_in(staff).post(
        f"{found.get_absolute_url()}uphold/", {"reason": "", "corrected": "12 份"}
    )
    assert answer.status_code == 422 and "12 份" in answer.text
    sent = {"reason": "属实。", "corrected": "12 份"}
    assert log_in(staff).post(f"{found.get_absolute_url()}uphold/", sent).status_code == 302
    listed = log_in(secretary).get("/assessments/contests/", {"state": "upheld"}).text
    assert found.get_absolute_url() in listed and "属实。" in listed
