"""Giving a rating: once a page, once a device, point and day; the network flags and slows, and names nobody."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from reviews.day_digests import destroy_before, digest_of, empty_the_journal, key_of, network_prefix
from reviews.jobs import destroy_day_keys
from reviews.models import DayDigest, DayKey, Rating, RatingReason
from reviews.points import revoke
from reviews.rating import AlreadyRated, CodeRevoked, TooMany, give_rating
from tests.reviews.rating_world import form_key, rate


def test_a_rating_is_stored_with_its_day_and_nothing_finer(point):
    rate(point, 2, reasons=["等候太久", "等候太久"], comment="  等了\r\n一小时 ")
    rating = Rating.objects.get()
    assert (rating.grade, rating.reasons, rating.comment) == (2, ["等候太久"], "等了\n一小时")
    assert (rating.unit, rating.given_on) == (point.unit, timezone.localdate())
    kinds = {type(field).__name__ for field in Rating._meta.get_fields()}
    assert not kinds & {"DateTimeField", "TimeField", "GenericIPAddressField"}


@pytest.mark.parametrize("grade", [None, "", "0", "6", "满意", "5.0"])
def test_without_one_of_the_five_grades_it_asks_for_one(point, grade):
    with pytest.raises(ValidationError) as refused:
        rate(point, grade)
    assert refused.value.message_dict == {"grade": ["请先选一项。"]}
    assert not Rating.objects.exists()


def test_praise_does_not_go_with_a_poor_grade_nor_an_invented_reason_with_any(point):
    for grade, reason in [(1, "办得快"), (5, "等候太久"), (4, "编造的原因")]:
        with pytest.raises(ValidationError, match="所选原因与评价不符"):
            rate(point, grade, reasons=[reason])
    RatingReason.objects.filter(text="其他").update(is_active=False)
    with pytest.raises(ValidationError, match="所选原因与评价不符"):
        rate(point, 2, reasons=["其他"])


def test_500_characters_are_taken_and_one_more_is_refused_with_the_count(point):
    rate(point, comment="字" * 500)
    with pytest.raises(ValidationError, match="最多500字，现在是501字"):
        rate(point, comment="字" * 501)


def test_what_a_database_cannot_store_is_left_out_of_a_comment(point):
    rate(point, comment="很好\x00\x07，谢谢")
    assert Rating.objects.get().comment == "很好，谢谢"


def test_the_same_page_sent_twice_is_one_rating_and_answered_alike(point):
    key = form_key()
    first = give_rating(point, grade=2, form_key=key)
    again = give_rating(point, grade=5, form_key=key, device=first.device)
    lost_the_answer = give_rating(point, grade=2, form_key=key)
    assert (again.grade, again.repeated) == (2, True)
    assert (lost_the_answer.grade, lost_the_answer.repeated) == (2, True)
    assert Rating.objects.count() == 1
    with pytest.raises(AlreadyRated):  # the phone that never saw the first answer is known as well
        rate(point, device=lost_the_answer.device)


def test_the_database_itself_takes_a_page_once(point):
    key = form_key()
    fields = {"point": point, "unit": point.unit, "grade": 5, "given_on": date.today()}
    Rating.objects.create(form_key=key, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(form_key=key, **fields)


def test_a_device_rates_a_point_once_a_day(point, finance):
    device = rate(point).device
    with pytest.raises(AlreadyRated):
        rate(point, 1, device=device)
    assert Rating.objects.count() == 1
    elsewhere = type(point).objects.create(unit=finance)
    rate(elsewhere, device=device)
    assert Rating.objects.count() == 2


def test_on_the_next_day_the_same_device_rates_again(point, monkeypatch):
    device = rate(point).device
    monkeypatch.setattr(timezone, "localdate", lambda *a: datetime.now().date() + timedelta(days=1))
    rate(point, device=device)
    assert Rating.objects.count() == 2


def test_an_honest_crowd_behind_one_address_is_counted_and_the_later_part_of_it_flagged(
    point, settings
):
    settings.RATING_FLAG_FROM = 3
    for _ in range(5):
        rate(point, network="192.0.2.0/24")
    rate(point, network="198.51.100.0/24")
    assert Rating.objects.valid().count() == 6
    assert Rating.objects.filter(is_flagged=True).count() == 2


def test_a_flood_from_one_network_is_asked_to_wait_and_other_networks_are_not(point, settings):
    settings.RATING_SLOW_FROM = 2
    rate(point, network="192.0.2.0/24")
    rate(point, network="192.0.2.0/24")
    with pytest.raises(TooMany):
        rate(point, network="192.0.2.0/24")
    rate(point, network="198.51.100.0/24")
    assert Rating.objects.count() == 3


def test_a_revoked_code_takes_no_rating(point, administrator):
    revoke(point.pk, administrator, "窗口撤并")
    point.refresh_from_db()
    with pytest.raises(CodeRevoked):
        rate(point)


@pytest.mark.parametrize(
    "address, prefix",
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        (None, ""),
        ("unknown", ""),
    ],
)
def test_only_the_prefix_of_an_address_is_looked_at(address, prefix):
    assert network_prefix(address) == prefix


def test_digests_of_two_days_cannot_be_compared(db):
    today = timezone.localdate()
    first = digest_of(key_of(today - timedelta(days=1)), "device", "x")
    assert digest_of(key_of(today), "device", "x") != first
    assert digest_of(key_of(today), "device", "x") == digest_of(key_of(today), "device", "x")


def test_the_day_that_is_over_loses_its_key_and_digests(point):
    yesterday = timezone.localdate() - timedelta(days=1)
    key_of(yesterday)
    DayDigest.objects.create(day=yesterday, digest="d" * 64, kind="device")
    rate(point)  # the first of a new day sees to it, should the job have been missed
    assert list(DayKey.objects.values_list("day", flat=True)) == [timezone.localdate()]
    assert not DayDigest.objects.filter(day=yesterday).exists()


def test_the_job_destroys_yesterday_and_leaves_today_and_may_run_twice(point):
    rate(point)
    yesterday = timezone.localdate() - timedelta(days=1)
    DayKey.objects.create(day=yesterday, key=b"k" * 32)
    destroy_day_keys()
    destroy_day_keys()
    assert list(DayKey.objects.values_list("day", flat=True)) == [timezone.localdate()]
    assert DayDigest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_destroyed_key_is_nowhere_left_in_the_file_of_the_database():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL 由自动清理回收")
    key = b"a key that must not be found here"[:32]
    DayKey.objects.create(day=date(2025, 11, 1), key=key)
    path = Path(connection.settings_dict["NAME"])
    files = [path, path.with_name(path.name + "-wal")]
    assert any(key in file.read_bytes() for file in files if file.exists())
    destroy_before()
    empty_the_journal()
    assert not any(key in file.read_bytes() for file in files if file.exists())
