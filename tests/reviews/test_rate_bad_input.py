"""What citizens and others send that no page offers: said kindly, stored harmlessly, and no typed word lost."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from reviews.models import DayKey, Rating, RatingCase
from tests.reviews.rating_world import sent


@pytest.fixture
def url(point):
    return f"/r/{point.token}/"


def test_scripts_controls_and_emoji_are_words_and_nothing_more(point, url, staff, log_in):
    said = "<script>alert(1)</script>\x00\x07\x1b[31m 很慢 😡👨‍👩‍👧 ‮"
    assert (
        Client().post(url, sent(point, 2, comment=said, praise=said, contact=said[:40])).status_code
        == 200
    )
    stored = Rating.objects.get().comment
    assert "😡👨‍👩‍👧" in stored and not set("\x00\x07\x1b") & set(stored)
    html = log_in(staff).get(RatingCase.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in html and "&lt;script&gt;" in html


def test_ten_thousand_characters_are_counted_and_kept(point, url):
    answer = Client().post(
        url, sent(point, 2, comment="字" * 10_000, contact="王" * 61, praise="好" * 61)
    )
    html = answer.content.decode()
    assert answer.status_code == 422 and "现在是10000字" in html and "字" * 10_000 in html
    assert "王" * 61 in html and "好" * 61 in html and not Rating.objects.exists()


@pytest.mark.parametrize("grade", ["0", "6", "-1", "5.0", "٥", "五", "[]", "9" * 400])
def test_a_grade_outside_the_five_rates_nothing(point, url, grade):
    answer = Client().post(url, sent(point, grade, comment="我的话"))
    assert answer.status_code == 422 and "我的话" in answer.content.decode()
    assert not Rating.objects.exists()


def test_two_tabs_of_one_phone_are_one_rating_and_the_second_may_copy_its_words(point, url):
    phone, first, second = Client(), sent(point, 5), sent(point, 1, comment="第二页写的话")
    assert phone.post(url, first).status_code == 200
    refused = phone.post(url, second)
    assert refused.status_code == 409 and "第二页写的话" in refused.content.decode()
    assert Rating.objects.get().grade == 5


def test_a_window_closed_meanwhile_takes_nothing_and_gives_the_words_back(point, url):
    page = sent(point, 2, comment="写了很久")
    point.revoked_at = timezone.now()
    point.save()
    answer = Client().post(url, page)
    assert answer.status_code == 404 and "写了很久" in answer.content.decode()
    assert not Rating.objects.exists()


def test_a_page_opened_before_midnight_counts_on_the_day_it_is_sent(point, url):
    late = timezone.make_aware(datetime(2026, 3, 4, 23, 58))
    with time_machine.travel(late, tick=False):
        page, phone = sent(point, 4), Client()
        phone.post(url, sent(point, 5))
    with time_machine.travel(late + timedelta(minutes=5), tick=False):
        assert phone.post(url, page).status_code == 200
        assert phone.post(url, page).status_code == 200
    days = sorted(str(day) for day in Rating.objects.values_list("given_on", flat=True))
    assert days == ["2026-03-04", "2026-03-05"]


def test_a_clock_that_jumps_loses_and_doubles_nothing(point, url):
    now = timezone.make_aware(datetime(2026, 3, 4, 10, 0))
    with time_machine.travel(now, tick=False):
        page = sent(point, 2)
        assert Client().post(url, page).status_code == 200
    with time_machine.travel(now + timedelta(days=400), tick=False):  # a year ahead by mistake
        assert (
            Client().post(url, page).status_code == 200
        )  # sent before: answered, not counted again
        assert Client().post(url, sent(point, 4)).status_code == 200
    with time_machine.travel(now - timedelta(hours=2), tick=False):  # and back behind the first
        assert Client().post(url, page).status_code == 200
        assert Client().post(url, sent(point, 3)).status_code == 200
    assert Rating.objects.count() == 3 and RatingCase.objects.count() == 1
    assert DayKey.objects.count() <= 2
