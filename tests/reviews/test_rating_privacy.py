"""What is kept of who rated: nothing by which they could be found, and nothing longer than said (H19, H22)."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings as portal_settings
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from reviews import retention
from reviews.day_digests import Today, destroy_before
from reviews.models import CaseContact, DayDigest, Rating, RatingCase, RatingPicture
from reviews.rating import device_digest
from reviews.workflows import rating_case
from tests.reviews.rating_world import rate, sent, store
from tests.reviews.test_pictures import located
from zhaotong_portal.audit.models import AuditEntry

PHONE, ADDRESS, CONTACT = "PHONE-9", "203.0.113.77", "13900001111"


def everything_stored():
    """Every value of every table, as text."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                yield from (
                    bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v)
                    for v in row
                )


@pytest.fixture
def complained(point):
    """A citizen who left all that can be left."""
    phone = Client(headers={"user-agent": f"Mozilla/5.0 ({PHONE})"}, REMOTE_ADDR=ADDRESS)
    picture = SimpleUploadedFile("a.jpg", located(), "image/jpeg")
    phone.post(
        f"/r/{point.token}/", sent(point, 2, comment="等太久", contact=CONTACT, picture=picture)
    )
    return phone


def test_no_table_holds_phone_address_contact_code_or_minute(complained, point):
    cookie = complained.cookies["rated"].value
    stored = list(everything_stored())
    for trace in (PHONE, ADDRESS, "203.0.113", CONTACT, cookie):
        assert not [value for value in stored if trace in value], trace
    moments = [
        field.name
        for model in (Rating, RatingCase, CaseContact, RatingPicture)
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("DateTimeField", "TimeField")
    ]
    assert moments == []
    # The opening is in no trail either: an entry would say the minute.
    assert not AuditEntry.objects.filter(object_type="reviews.ratingcase").exists()


def test_with_the_whole_database_but_without_yesterdays_key_nobody_can_tell_who_rated(
    complained, point
):
    """The tester has the phone's cookie, every row, and even the portal's secret; only the day's key is gone."""
    cookie = complained.cookies["rated"].value
    today = Today.now()
    digest = device_digest(today, cookie, point)
    assert DayDigest.objects.filter(
        digest=digest
    ).exists()  # while the day lasts, a second rating is told
    kept = set(DayDigest.objects.values_list("digest", flat=True))
    destroy_before(today.day + timedelta(days=1))
    left = set(everything_stored())
    assert not DayDigest.objects.exists() and not kept & left
    # A tester who had copied the digests in time: no key made of what is stored gives any of them.
    message = "\x1f".join(map(str, ("device", cookie, point.pk))).encode()
    secret = portal_settings.SECRET_KEY.encode()
    keys = [secret, *(secret + value.encode("latin-1", "ignore") for value in left)]
    assert digest not in {hmac.new(key, message, hashlib.sha256).hexdigest() for key in keys}


def test_the_keys_and_digests_are_in_no_backup(settings):
    assert {"reviews.DayKey", "reviews.DayDigest"} <= set(settings.BACKUP_LEAVES_OUT)


def closed(point, days_ago, **given):
    rate(point, 2, **given)
    case = RatingCase.objects.latest("pk")
    day = timezone.localdate() - timedelta(days=days_ago)
    Rating.objects.filter(pk=case.rating_id).update(given_on=day)
    RatingCase.objects.filter(pk=case.pk).update(opened_on=day, state="no_basis", rerate_until=day)
    return case


def test_each_class_goes_after_its_time_and_the_figures_stay(point, settings):
    settings.KEEP_CONTACT_DAYS = 0
    old = closed(point, 1100, comment="很久以前", contact=CONTACT, picture=b"\xff\xd8")
    new = closed(point, 100, comment="不久以前", picture=b"\xff\xd8")
    under_way = rate(point, 2, comment="正在办", picture=b"\xff\xd8")
    assert under_way.receipt
    gone = retention.apply()
    assert gone == {"联系方式": 1, "图片": 1, "意见和表扬的文字": 1, "查询码": 1}
    assert not CaseContact.objects.exists() and RatingPicture.objects.count() == 2
    assert sorted(Rating.objects.values_list("comment", flat=True)) == ["", "不久以前", "正在办"]
    assert RatingCase.objects.get(pk=old.pk).receipt_key is None
    assert RatingCase.objects.get(pk=new.pk).receipt_key
    assert Rating.objects.valid().count() == 3
    assert sum(retention.apply().values()) == 0


def test_a_case_under_way_keeps_its_words_however_old(point):
    case = closed(point, 2000, comment="还没办完")
    RatingCase.objects.filter(pk=case.pk).update(state="in_hand")
    retention.apply()
    assert Rating.objects.get().comment == "还没办完"


def test_the_unit_reads_its_case_masked_and_the_auditor_none(
    point, officer, staff, auditor, log_in
):
    rate(point, 1, comment="我叫张三丰，电话13800002222，王示例态度差", contact=CONTACT)
    case = RatingCase.objects.get()
    rating_case.name_caller(case.pk, staff, staff)
    client = log_in(staff)
    shown = client.post(f"{case.get_absolute_url()}contact/")
    assert CONTACT in shown.content.decode() and shown["Cache-Control"] == "no-store"
    html = log_in(officer).get(case.get_absolute_url()).content.decode()
    for hidden in ("张三丰", "13800002222", "王示例态度", "查看联系方式", CONTACT):
        assert hidden not in html
    assert "态度差" in html
    told = log_in(auditor).get(case.get_absolute_url()).content.decode()
    assert "态度差" not in told and "审计员不看意见内容" in told and "查看联系方式" in told


def test_nobody_of_the_unit_can_delete_or_change_a_rating(point, officer, administrator, log_in):
    assert not {Rating, RatingCase, CaseContact, RatingPicture} & set(admin.site._registry)
    store(point, 2, timezone.localdate())
    assert log_in(officer).post("/ratings/").status_code == 405
