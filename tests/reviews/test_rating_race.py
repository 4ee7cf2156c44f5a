"""Two presses at the same moment: one rating, and each gets an answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from reviews.figures import differences, refresh_ratings
from reviews.models import DayDigest, Rating, RatingCase
from tests.reviews.rating_world import sent

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 6


def post_together(url, pages, cookie=""):
    """Each page by a browser of its own, all at once; the answers' statuses."""
    start = Barrier(len(pages))

    def one(page):
        client = Client()
        if cookie:
            client.cookies["rated"] = cookie
        start.wait()
        try:
            return client.post(url, page).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(pages)) as pool:
        return sorted(pool.map(one, pages))


def test_one_page_sent_many_times_at_once_is_one_rating_and_always_thanked(point):
    page = sent(point, 4)
    assert post_together(f"/r/{point.token}/", [page] * TOGETHER) == [200] * TOGETHER
    assert Rating.objects.count() == 1


def test_one_device_with_many_pages_at_once_rates_once(point):
    pages = [sent(point, 5) for _ in range(TOGETHER)]
    statuses = post_together(f"/r/{point.token}/", pages, cookie="d" * 22)
    assert statuses == [200] + [409] * (TOGETHER - 1)
    assert Rating.objects.count() == 1


def test_a_crowd_behind_one_address_is_counted_whole(point):
    pages = [sent(point, 5) for _ in range(TOGETHER)]
    assert post_together(f"/r/{point.token}/", pages) == [200] * TOGETHER
    assert Rating.objects.count() == TOGETHER
    assert DayDigest.objects.get(kind="network").count == TOGETHER
    refresh_ratings()
    assert list(differences()) == []


def test_a_crowd_that_complains_opens_a_case_each(point):
    """The small version of bench/ratings.py: none lost, none doubled, counters equal to rows."""
    pages = [sent(point, 1 + number % 2) for number in range(TOGETHER)]
    assert post_together(f"/r/{point.token}/", [*pages, *pages[:2]]) == [200] * (TOGETHER + 2)
    assert Rating.objects.count() == RatingCase.objects.count() == TOGETHER
    refresh_ratings()
    assert list(differences()) == []
