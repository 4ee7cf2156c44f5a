"""Stuffing the box: what looks like it is marked, told to staff, kept out of comparison, decided by a person, never erased."""

from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from reviews import flags, work
from reviews.figures import refresh_ratings
from reviews.form_key import new_form_key
from reviews.models import DayDigest, FlagDecision, Rating, RatingPoint, UnitMonthReviews
from reviews.rating import TooMany
from reviews.satisfaction import satisfaction_of
from tests.reviews.rating_world import rate
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

HERE, THERE = "203.0.113.0/24", "198.51.100.0/24"


def signals():
    return [rating.signals for rating in Rating.objects.order_by("pk")]


def figures_of(unit):
    refresh_ratings()
    return satisfaction_of(UnitMonthReviews.objects.filter(unit=unit))


def test_a_thousand_scripted_ratings_from_one_source_move_no_figure_unnoticed(
    point, staff, settings
):
    """The attacker solves the sum and changes the phone each time: all but the first few are marked."""
    for _ in range(40):  # honest people, from everywhere
        rate(point, 4)
    settings.RATING_FLAG_FROM = 20
    for _ in range(1000):
        rate(point, 1, network=HERE, solved=True)
    found = figures_of(point.unit)
    assert (found.n, found.flagged) == (1040, 980)
    # What stands beside other units moved by the twenty that a queue of people could be.
    assert (found.compared.n, found.compared.satisfied) == (60, 40)
    (group,) = flags.groups(staff)
    assert group.count == 980 and any("短时集中" in reason for reason in group.reasons)
    flags.decide(staff, point.pk, group.day, "excluded", "同一网络连续提交。")
    decided = figures_of(point.unit)
    assert (decided.n, decided.excluded, decided.flagged) == (60, 980, 0)
    assert Rating.objects.count() == 1040


def test_a_network_that_rates_all_day_is_marked(point, settings):
    settings.RATING_FLAG_NETWORK_DAY, settings.RATING_WINDOW_MINUTES = 3, 1
    start = timezone.now().replace(hour=4, minute=0)
    for number in range(5):
        with time_machine.travel(start.replace(minute=number * 2), tick=False):
            rate(point, 3 + number % 2, network=HERE)
    assert signals() == [[], [], [], ["same_network"], ["same_network"]]


def test_praise_only_from_one_network_is_marked_and_one_other_grade_clears_it(point, settings):
    settings.RATING_FLAG_ALL_FIVE = 2
    for _ in range(3):
        rate(point, 5, network=HERE)
    assert signals()[-1] == ["all_five"]
    other = RatingPoint.objects.create(unit=point.unit)
    for grade in (5, 4, 5, 5, 5):
        rate(other, grade, network=HERE)
    assert signals()[3:] == [[]] * 5


def test_one_rating_at_night_is_none_of_our_business_and_many_are_looked_at(point, settings):
    settings.RATING_USUAL_HOURS, settings.RATING_FLAG_ODD = (7, 22), 2
    night = timezone.make_aware(datetime(2026, 3, 4, 3, 10))
    with time_machine.travel(night, tick=False):
        for _ in range(3):
            rate(point, 4)
    assert signals() == [[], [], ["odd_hours"]]
    with time_machine.travel(night.replace(hour=10), tick=False):
        rate(point, 4)
    assert signals()[-1] == []


def test_without_the_sum_the_limit_comes_sooner(point, settings):
    settings.RATING_PLAIN_FROM = 3
    for _ in range(3):
        rate(point, 4, network=HERE)
    with pytest.raises(TooMany):
        rate(point, 4, network=HERE)
    rate(point, 4, network=HERE, solved=True)
    rate(point, 4, network=THERE)
    assert Rating.objects.count() == 5


def test_the_sum_belongs_to_its_page_and_is_asked_by_the_view(point, settings):
    settings.RATING_WORK_BITS, settings.RATING_PLAIN_FROM = 6, 0
    page = new_form_key(point)
    assert not work.is_solved(page, "") and not work.is_solved(page, "1" * 99)
    answer = work.solve(page)
    url, phone = f"/r/{point.token}/", Client(REMOTE_ADDR="203.0.113.5")
    other = new_form_key(point)
    while work.is_solved(other, answer):
        other = new_form_key(point)
    assert phone.post(url, {"form_key": other, "grade": 5, "work": answer}).status_code == 429
    assert phone.post(url, {"form_key": page, "grade": 5, "work": answer}).status_code == 200


def flagged(point, count=3, day=None):
    for n in range(count):
        Rating.objects.create(
            point=point, unit=point.unit, grade=5, given_on=day or timezone.localdate(), form_key=f"f{n}-{point.pk}",
            is_flagged=True, signals=["burst"],
        )  # fmt: skip
    return timezone.localdate()


def test_only_who_decides_for_the_unit_decides_and_says_why(point, staff, officer, leader, auditor):
    day = flagged(point)
    for person in (officer, leader, auditor):
        with pytest.raises(NotAllowed):
            flags.decide(person, point.pk, day, "kept", "核实过。")
    with pytest.raises(ReasonRequired):
        flags.decide(staff, point.pk, day, "kept", "  ")
    flags.decide(staff, point.pk, day, "kept", "集中办理日，现场核实。")
    with pytest.raises(StateChanged):
        flags.decide(staff, point.pk, day, "excluded", "再想想。")
    found = figures_of(point.unit)
    assert (found.n, found.flagged, found.excluded) == (3, 0, 0)
    assert (
        Rating.objects.filter(flag_decision=FlagDecision.objects.get(), signals=["burst"]).count()
        == 3
    )


def test_the_page_shows_the_reason_and_takes_the_decision(point, staff, log_in):
    day = flagged(point)
    client = log_in(staff)
    html = client.get("/ratings/flags/").content.decode()
    assert "短时集中（3 条）" in html
    url = f"/ratings/flags/{point.pk}/"
    empty = client.post(url, {"day": day, "verdict": "excluded", "reason": ""})
    assert empty.status_code == 422 and "请写明核定理由" in empty.content.decode()
    assert client.post(url, {"day": "gestern", "verdict": "x", "reason": "好"}).status_code == 409
    assert (
        client.post(url, {"day": day, "verdict": "excluded", "reason": "重复提交。"}).status_code
        == 302
    )
    assert "重复提交。" in client.get("/ratings/flags/").content.decode()


def test_what_is_counted_is_counted_together_by_all_processes(point):
    rate(point, 5, network=HERE)
    rate(point, 4, network=HERE)
    counts = dict(DayDigest.objects.exclude(kind="device").values_list("kind", "count"))
    assert counts == {"network": 2, "net_day": 2, "five": 1, "plain": 2}
