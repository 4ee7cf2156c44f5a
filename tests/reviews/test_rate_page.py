"""Scan, rate, thanks: on a phone that runs no script, keeps no cookies and is known to nobody."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from reviews.form_key import new_form_key
from reviews.models import DayDigest, Rating, RatingPoint
from tests.reviews.rating_world import form_key, hidden_key, sent
from zhaotong_portal.audit.models import AuditEntry

pytestmark = pytest.mark.any_database

PHONE = "Mozilla/5.0 (Linux; Android 14; PHONE-9) MicroMessenger/8.0.50"
ADDRESS = "203.0.113.77"


@pytest.fixture
def phone():
    return Client(headers={"user-agent": PHONE}, REMOTE_ADDR=ADDRESS, enforce_csrf_checks=True)


@pytest.fixture
def url(point):
    return f"/r/{point.token}/"


def test_scan_choose_send_thanks(phone, point, url):
    page = phone.get(url)
    assert page.status_code == 200
    for said in (point.unit.name, point.name, "非常满意", "非常不满意", "等候太久", "办得快"):
        assert said in page.content.decode()
    thanks = phone.post(url, {"form_key": hidden_key(page), "grade": "2", "reasons": ["等候太久"]})
    assert thanks.status_code == 200
    assert "谢谢您的评议" in thanks.content.decode() and "不满意" in thanks.content.decode()
    assert Rating.objects.get().reasons == ["等候太久"]


def test_the_same_page_sent_twice_gives_the_same_thanks_and_one_rating(phone, point, url):
    data = sent(point, 4)
    first, again = phone.post(url, data), phone.post(url, data)
    assert first.content == again.content
    assert Rating.objects.count() == 1


def test_a_phone_without_cookies_may_rate_and_sends_a_page_twice_without_harm(point, url):
    data = sent(point, 3)
    assert Client().post(url, data).status_code == 200
    assert Client().post(url, data).status_code == 200
    assert Rating.objects.count() == 1


def test_the_second_rating_of_the_day_is_kindly_refused(phone, point, url):
    phone.post(url, sent(point, 5))
    page = phone.get(url)
    assert "今天已经评过了" in page.content.decode()  # said before anybody types in vain
    refused = phone.post(url, sent(point, 1))
    assert refused.status_code == 409 and "今天已经评过了" in refused.content.decode()
    assert Rating.objects.get().grade == 5


def test_the_phone_keeps_one_random_number_until_midnight_for_these_pages_only(phone, point, url):
    assert not phone.get(url).cookies
    cookies = phone.post(url, sent(point)).cookies
    assert list(cookies) == ["rated"]
    cookie = cookies["rated"]
    assert cookie["path"] == "/r/" and cookie["httponly"] and cookie["max-age"] <= 24 * 3600


@pytest.mark.parametrize("token", ["nobody-issued-this", "x" * 400, "评议", "%00", "a'b"])
def test_an_invented_code_is_not_found_in_the_look_of_these_pages(phone, db, token):
    for answer in (phone.get(f"/r/{token}/"), phone.post(f"/r/{token}/", {"grade": "5"})):
        assert answer.status_code == 404
        assert (
            "没有找到这个评议码" in answer.content.decode()
            and "rate.css" in answer.content.decode()
        )


def test_a_revoked_code_says_to_scan_the_new_poster_and_takes_nothing(phone, point, url):
    data = sent(point)
    RatingPoint.objects.update(revoked_at=timezone.now())
    for answer in (phone.get(url), phone.post(url, data)):
        assert answer.status_code == 404 and "这个二维码已停用" in answer.content.decode()
    assert not Rating.objects.exists()


def test_without_a_grade_the_typed_text_is_still_there_beside_the_reason(phone, point, url):
    answer = phone.post(url, {"form_key": new_form_key(point), "comment": "窗口<很>热情"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "请先选一项。" in html and "窗口&lt;很&gt;热情</textarea>" in html
    assert not Rating.objects.exists()


def test_a_text_of_100000_characters_is_refused_with_its_length_and_kept(phone, point, url):
    answer = phone.post(url, sent(point, comment="字" * 100_000))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "最多500字，现在是100000字" in html and "字" * 100_000 in html
    assert re.search(r'value="5" checked', html)
    assert not Rating.objects.exists()


def test_reasons_ticked_before_the_grade_was_changed_are_dropped(phone, point, url):
    phone.post(url, sent(point, 5, reasons=["等候太久", "办得快", "编造的"]))
    assert Rating.objects.get().reasons == ["办得快"]


@pytest.mark.parametrize("key", [None, "", "x", "0" * 22, "0" * 22 + ":1abcde:" + "y" * 43])
def test_a_page_that_was_never_opened_rates_nothing_and_one_more_press_does(phone, point, url, key):
    data = {"grade": "4", "comment": "很好"} | ({"form_key": key} if key is not None else {})
    answer = phone.post(url, data)
    assert answer.status_code == 422 and "请再按一次" in answer.content.decode()
    assert "很好</textarea>" in answer.content.decode()
    assert not Rating.objects.exists()
    data["form_key"] = hidden_key(answer)
    assert phone.post(url, data).status_code == 200
    assert Rating.objects.count() == 1


def test_the_page_of_one_code_does_not_rate_another(phone, point, finance):
    other = RatingPoint.objects.create(unit=finance)
    answer = phone.post(f"/r/{other.token}/", sent(point))
    assert answer.status_code == 422 and not Rating.objects.exists()


def test_a_page_left_open_for_days_is_sent_by_one_more_press(phone, point, url, settings):
    data, used = sent(point), sent(point, 2)
    phone.post(url, used)
    settings.RATING_PAGE_HOURS = -1
    other_phone = Client()
    stale = other_phone.post(url, data)
    assert stale.status_code == 422 and "打开得太久" in stale.content.decode()
    # One that had been sent in time is still answered with thanks.
    assert "谢谢您的评议" in other_phone.post(url, used).content.decode()


def test_a_flood_is_told_to_wait_and_keeps_what_was_typed(phone, point, url, settings):
    settings.RATING_SLOW_FROM = 1
    Client(REMOTE_ADDR="203.0.113.5").post(url, sent(point))
    data = sent(point, 2, comment="排了很久的队")
    answer = phone.post(url, data)
    html = answer.content.decode()
    assert answer.status_code == 429 and answer["Retry-After"] == "60"
    assert "过一两分钟" in html and "排了很久的队</textarea>" in html
    assert re.search(r'value="2" checked', html)
    settings.RATING_SLOW_FROM = 100
    assert phone.post(url, data).status_code == 200


def test_behind_a_proxy_of_our_own_the_phones_network_counts_not_the_proxys(point, url, settings):
    settings.PORTAL_PROXIES = 1
    settings.RATING_SLOW_FROM = 1

    def post(forwarded):
        client = Client(headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="127.0.0.1")
        return client.post(url, sent(point)).status_code

    assert post("198.51.100.1") == 200
    assert post("203.0.113.1") == 200
    # What the phone itself claims stands further left and is not believed.
    assert post("192.0.2.1, 203.0.113.9") == 429


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 200),
        ({"Origin": "null"}, 200),
        ({}, 200),
    ],
)
def test_another_site_cannot_rate_in_a_visitors_name(phone, point, url, headers, status):
    answer = phone.post(url, sent(point, comment="很好"), headers=headers)
    assert answer.status_code == status
    assert Rating.objects.count() == (status == 200)
    if status == 403:
        assert "很好</textarea>" in answer.content.decode()


def test_large_text_is_one_link_away_and_stays_while_sending(phone, point, url):
    assert 'href="?big=1"' in phone.get(url).content.decode()
    large = phone.get(f"{url}?big=1").content.decode()
    assert '<html lang="zh-Hans" class="big">' in large and 'action="?big=1"' in large
    assert 'class="big"' in phone.post(f"{url}?big=1", sent(point)).content.decode()


def test_only_opening_and_sending_are_offered(phone, url):
    assert phone.put(url).status_code == 405 and phone.delete(url).status_code == 405
    assert phone.head(url).status_code == 200


def test_everything_the_page_loads_is_under_30_kilobytes_without_compression(phone, url):
    response = phone.get(url)
    html = response.content.decode()
    loaded = set(re.findall(r'(?:href|src)="/?static/([^"]+)"', html))
    files = [Path(portal_settings.BASE_DIR) / "static" / name for name in loaded]
    assert len(files) == 3
    assert len(response.content) + sum(file.stat().st_size for file in files) < 30_000
    assert not re.search(r"<script>|<style|url\(|@import|\son\w+=|https?://", html)
    assert not re.search(r"url\(|@import", "".join(file.read_text("utf-8") for file in files))


def test_opening_asks_the_database_at_most_five_times_and_keeps_no_session(
    phone, point, url, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5) as opened:
        phone.get(url)
    phone.post(url, sent(point))
    with django_assert_max_num_queries(5) as again:
        phone.get(url)
    asked = " ".join(query["sql"] for query in [*opened, *again])
    assert "session" not in asked and "units_person" not in asked


def test_sending_asks_the_database_a_handful_of_times(
    phone, point, url, django_assert_max_num_queries
):
    Client().post(url, sent(point))  # the first of a day also makes the day's key
    with django_assert_max_num_queries(11):
        phone.post(url, sent(point, 2, reasons=["等候太久"], comment="请多开一个窗口"))


def test_nothing_that_is_stored_names_the_citizen(phone, point, url):
    """Every table of the database is read for the address, its prefix, the phone and what it keeps."""
    phone.get(url)
    phone.post(url, sent(point, 2, comment="等了很久"))
    phone.post(url, sent(point, 1))
    device = phone.cookies["rated"].value
    told = "\n".join(_everything_stored())
    assert "等了很久" in told
    for secret in (ADDRESS, "203.0.113", PHONE, "PHONE-9", "MicroMessenger", device):
        assert secret not in told
    now = timezone.localtime()
    for moment in (now, now - timedelta(minutes=1)):
        # Of the citizen's rows none tells the minute; other rows (migrations, the point) are older.
        minute = moment.astimezone(timezone.get_fixed_timezone(0)).strftime("%H:%M")
        assert minute not in "\n".join(_rows_of(Rating._meta.db_table, DayDigest._meta.db_table))
    assert not AuditEntry.objects.exists()


def _everything_stored():
    return _rows_of(*connection.introspection.table_names())


def _rows_of(*tables):
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield " ".join(
                    value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    for value in row
                )


def test_the_form_key_that_is_stored_does_not_tell_when_the_page_was_opened(phone, point, url):
    data = sent(point)
    phone.post(url, data)
    stored = Rating.objects.get().form_key
    assert data["form_key"].startswith(f"{stored}:") and len(stored) == len(form_key())
