"""Ratings from cards, calls and visits; windows and posts; praise that reaches them (H16, H18, H21)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews import entering, points
from reviews.models import PointKind, Rating, RatingCase, RatingPoint
from reviews.rating import CodeRevoked
from tests.people import make_person
from tests.reviews.rating_world import rate
from units.models import Appointment, Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed


def today():
    return timezone.localdate()


def enter(who, point, **given):
    return entering.enter(who, point, **{"channel": "paper", "day": today(), "grade": 4, **given})


def test_a_card_counts_says_how_it_came_and_who_typed_it(point, staff):
    rating, receipt = enter(staff, point, comment="窗口很好")
    assert (rating.channel, rating.entered_by, receipt) == ("paper", staff, "")
    assert Rating.objects.valid().count() == 1
    assert AuditEntry.objects.get(action="rating.entered").actor == staff


def test_a_poor_call_opens_a_case_and_its_code_can_be_passed_on(point, staff, log_in):
    page = {
        "point": point.pk,
        "channel": "phone",
        "given_on": today(),
        "grade": 2,
        "reasons": ["等候太久"],
        "contact": "王示例",
    }
    html = log_in(staff).post("/ratings/enter/", page).content.decode()
    case = RatingCase.objects.get()
    assert "只显示这一次" in html and case.rating.channel == "phone" and case.contact


def test_the_unit_never_types_for_itself(point, officer, staff, administrator, log_in):
    for person in (officer, administrator):
        with pytest.raises(NotAllowed):
            enter(person, point)
        assert log_in(person).get("/ratings/enter/").status_code == 404
    both = make_person("both", "卫示例", Role.STAFF)
    Appointment.objects.create(person=both, role=Role.OFFICER, unit=point.unit, starts_on=today())
    both.acting_role = Role.STAFF
    with pytest.raises(NotAllowed):
        enter(both, point)


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(point, staff, log_in):
    for wrong, field in (
        ({"channel": "scan"}, "channel"),
        ({"day": today() + timedelta(days=1)}, "given_on"),
        ({"grade": 9}, "grade"),
    ):
        with pytest.raises(ValidationError) as refused:
            enter(staff, point, **wrong)
        assert field in refused.value.error_dict
    points.revoke(point.pk, make_person("admin2", "赵示例", Role.ADMINISTRATOR), "窗口撤并")
    point.refresh_from_db()
    with pytest.raises(CodeRevoked):
        enter(staff, point)
    html = log_in(staff).post("/ratings/enter/", {"comment": "写了很多字"}).content.decode()
    assert "写了很多字" in html and "请选择单位和窗口" in html
    assert not Rating.objects.exists()


def test_the_database_wants_a_name_under_what_was_typed(point):
    rate(point, 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.update(channel="paper")


def test_praise_reaches_the_unit_the_next_day_with_its_name_and_without_numbers(
    point, officer, staff, log_in
):
    rate(point, 5, praise="3号窗口张示例同志，电话13800001111")
    rate(point, 2, praise="不满意的不算表扬")
    url = f"/ratings/units/{point.unit_id}/"
    assert "张示例" not in log_in(officer).get(url).content.decode()
    Rating.objects.update(given_on=today() - timedelta(days=1))
    html = log_in(officer).get(f"{url}?since=2020-01").content.decode()
    assert "张示例同志" in html and "13800001111" not in html and "不算表扬" not in html


def test_windows_and_posts_are_registered_with_their_figures(
    administrator, tax, staff, officer, log_in
):
    post = points.issue(tax, "导办台", administrator, PointKind.PIONEER_POST)
    unit_itself = points.issue(tax, "", administrator, PointKind.PIONEER_POST)
    assert (post.kind, unit_itself.kind) == ("pioneer_post", "unit")
    for grade in (5, 5, 2):
        rate(post, grade)
    found = points.figures_of([post, unit_itself])
    assert (found[post.pk].n, found[post.pk].satisfied) == (3, 2) and unit_itself.pk not in found
    html = log_in(staff).get("/ratings/points/").content.decode()
    assert "党员先锋岗" in html and "66.7%" in html
    # Three are too few for the unit itself: it would know who gave which.
    assert "66.7%" not in log_in(officer).get("/ratings/points/").content.decode()
    assert RatingPoint.objects.count() == 2
