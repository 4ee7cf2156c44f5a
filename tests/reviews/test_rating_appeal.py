"""申诉: asked by the unit, decided by the committee; the table and the forbidden moves (H10)."""

import pytest
from django.db import IntegrityError, transaction

from reviews.figures import refresh_ratings
from reviews.models import AppealState, Rating, RatingAppeal, RatingCase, UnitMonthReviews
from reviews.satisfaction import satisfaction_of
from reviews.workflows import rating_appeal as workflow
from tests.reviews.rating_world import rate
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

CALLS = {"uphold": workflow.uphold, "decline": workflow.decline}


@pytest.fixture
def case(point):
    rate(point, 2)
    return RatingCase.objects.get()


@pytest.fixture
def appeal(case, officer):
    return workflow.appeal(case.pk, officer, "当日停业，疑为误评。")


def test_the_table_names_every_move():
    assert set(CALLS) == set(workflow.TRANSITIONS)


@pytest.mark.parametrize("move", CALLS)
def test_no_move_starts_from_a_state_that_the_table_does_not_name(move, appeal, staff):
    for state in set(AppealState.values) - set(workflow.TRANSITIONS[move].sources):
        RatingAppeal.objects.filter(pk=appeal.pk).update(state=state)
        with pytest.raises(StateChanged):
            CALLS[move](appeal.pk, staff, "理由。")


def test_upheld_the_rating_no_longer_counts_and_stays_visible_as_such(case, appeal, staff, point):
    refresh_ratings()
    workflow.uphold(appeal.pk, staff, "停业公告已核对。")
    refresh_ratings()
    found = satisfaction_of(UnitMonthReviews.objects.filter(unit=point.unit))
    assert (found.n, found.excluded) == (0, 1)
    assert Rating.objects.get().is_excluded and RatingCase.objects.get().state == case.state


def test_declined_it_counts_on_and_is_not_asked_twice(case, appeal, staff, officer):
    workflow.decline(appeal.pk, staff, "没有依据。")
    assert Rating.objects.valid().count() == 1
    with pytest.raises(StateChanged, match="已经申诉过"):
        workflow.appeal(case.pk, officer, "再试一次。")


def test_the_unit_asks_and_never_decides_and_reasons_are_written(
    case, officer, staff, leader, secretary
):
    with pytest.raises(NotAllowed):
        workflow.appeal(case.pk, staff, "理由。")
    with pytest.raises(ReasonRequired):
        workflow.appeal(case.pk, secretary, " ")
    asked = workflow.appeal(case.pk, secretary, "疑为误评。")
    for person in (officer, secretary, leader):
        with pytest.raises(NotAllowed):
            workflow.uphold(asked.pk, person, "理由。")
    with pytest.raises(ReasonRequired):
        workflow.decline(asked.pk, staff, "")


def test_whoever_asked_does_not_decide_says_the_database_too(appeal, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        RatingAppeal.objects.filter(pk=appeal.pk).update(decided_by=officer)


def test_the_page_offers_it_and_shows_the_decision(case, officer, staff, log_in):
    url = case.get_absolute_url()
    assert log_in(officer).post(f"{url}appeal/", {"reason": "当日停业。"}).status_code == 302
    assert log_in(staff).post(f"{url}uphold/", {"reason": ""}).status_code == 422
    assert log_in(staff).post(f"{url}uphold/", {"reason": "属实。"}, follow=True).status_code == 200
    html = log_in(officer).get(url).content.decode()
    assert "申诉成立" in html and "经核定不计入" in html
    assert log_in(officer).post(f"{url}uphold/", {"reason": "好"}).status_code == 404
