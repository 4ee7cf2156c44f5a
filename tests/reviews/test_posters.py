"""评议码 and posters: printed by the unit, issued, renewed and revoked by the administrator, each on the trail (H1)."""

import re

import pytest
from django.core.exceptions import ValidationError

from reviews import points
from reviews.loading import load_reasons, units_without_code
from reviews.models import RatingPoint, RatingReason
from reviews.views.posters import public_address
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

pytestmark = pytest.mark.any_database


@pytest.fixture
def other_point(weather):
    return RatingPoint.objects.create(unit=weather)


def posters(response):
    return re.findall(r'<p class="poster-unit">([^<]+)</p>', response.content.decode())


def test_the_poster_opens_the_public_address(point, settings):
    settings.PORTAL_PUBLIC_URL = "https://pingyi.example.invalid"
    assert public_address(point) == f"https://pingyi.example.invalid/r/{point.token}/"


def test_a_unit_prints_its_own_posters_one_a_page(officer, point, other_point, log_in, settings):
    settings.PORTAL_PUBLIC_URL = "https://pingyi.example.invalid"
    RatingPoint.objects.create(unit=point.unit)
    response = log_in(officer).get("/ratings/posters/")
    assert posters(response) == [point.unit.name] * 2
    html = response.content.decode()
    assert html.count('class="qr"') == 2 and point.name in html
    assert "https://pingyi.example.invalid" in html and "poster.css" in html


def test_staff_print_any_by_district_unit_or_code(staff, point, other_point, log_in):
    client = log_in(staff)
    assert len(posters(client.get("/ratings/posters/"))) == 2
    assert posters(client.get(f"/ratings/posters/?point={other_point.pk}")) == [
        other_point.unit.name
    ]
    district = point.unit.district_id
    assert posters(client.get(f"/ratings/posters/?district={district}")) == [point.unit.name]
    for nonsense in ("point=99999", "unit=abc", "district=１", "point=99999999999999999999"):
        assert client.get(f"/ratings/posters/?{nonsense}").status_code == 404


def test_another_units_poster_is_not_there(officer, other_point, point, log_in):
    client = log_in(officer)
    assert client.get(f"/ratings/posters/?point={other_point.pk}").status_code == 404
    assert client.get(f"/ratings/posters/?unit={other_point.unit_id}").status_code == 404


def test_a_new_code_for_the_same_window_stops_the_old_one(administrator, point, log_in, client):
    old = f"/r/{point.token}/"
    response = log_in(administrator).post(
        f"/ratings/points/{point.pk}/reissue/", {"reason": "海报被撕"}
    )
    assert response.status_code == 302
    fresh = RatingPoint.objects.live().get()
    assert (fresh.unit, fresh.name) == (point.unit, point.name) and fresh.token != point.token
    assert client.get(old).status_code == 404
    assert client.get(f"/r/{fresh.token}/").status_code == 200
    entry = AuditEntry.objects.about(point).get()
    assert (entry.action_label, entry.reason, entry.actor) == (
        "换发评议码",
        "海报被撕",
        administrator,
    )


def test_a_code_is_revoked_with_a_reason_once(administrator, point):
    with pytest.raises(ReasonRequired):
        points.revoke(point.pk, administrator, "  ")
    points.revoke(point.pk, administrator, "窗口撤并")
    with pytest.raises(StateChanged, match="已经停用"):
        points.reissue(point.pk, administrator, "再换")
    assert not RatingPoint.objects.live().exists()


def test_a_refused_move_says_why_beside_its_button_and_keeps_the_text(administrator, point, log_in):
    client = log_in(administrator)
    missing = client.post(f"/ratings/points/{point.pk}/revoke/", {"reason": ""})
    assert missing.status_code == 422 and "请写明停用评议码的原因" in missing.content.decode()
    points.revoke(point.pk, administrator, "窗口撤并")
    late = client.post(f"/ratings/points/{point.pk}/revoke/", {"reason": "重复"})
    assert late.status_code == 409


@pytest.mark.parametrize("who", ["officer", "secretary", "staff", "leader", "inspector", "auditor"])
def test_nobody_but_the_administrator_manages_codes(who, request, point, log_in, tax):
    person = request.getfixturevalue(who)
    client = log_in(person)
    assert client.post(f"/ratings/points/{point.pk}/revoke/", {"reason": "x"}).status_code == 404
    assert client.post("/ratings/points/missing/").status_code == 404
    assert client.post("/ratings/points/", {"unit": tax.pk, "name": "x"}).status_code == 404
    with pytest.raises(NotAllowed):
        points.issue(tax, "", person)
    assert RatingPoint.objects.live().count() == 1


def test_a_new_window_gets_its_code_and_a_second_one_is_refused_beside_the_field(
    administrator, point, tax, log_in
):
    client = log_in(administrator)
    assert client.post("/ratings/points/", {"unit": tax.pk, "name": " 1号窗口 "}).status_code == 302
    again = client.post("/ratings/points/", {"unit": tax.pk, "name": "1号窗口"})
    assert again.status_code == 422 and "已有在用的评议码" in again.content.decode()
    assert client.post("/ratings/points/", {"unit": "", "name": "x"}).status_code == 422
    assert client.post("/ratings/points/", {"unit": tax.pk, "name": "字" * 61}).status_code == 422
    assert RatingPoint.objects.filter(unit=tax, name="1号窗口").count() == 1
    with pytest.raises(ValidationError, match="最多60字"):
        points.issue(tax, "字" * 61, administrator)


def test_each_unit_without_a_code_gets_one_and_a_second_press_adds_none(
    administrator, point, units, log_in
):
    client = log_in(administrator)
    assert "3 个单位一并启用" in client.get("/ratings/points/").content.decode()
    client.post("/ratings/points/missing/")
    client.post("/ratings/points/missing/")
    assert RatingPoint.objects.live().count() == 4 and not units_without_code().exists()
    assert AuditEntry.objects.filter(action="issue_code").count() == 3


def test_the_list_of_codes_finds_windows_and_units_and_shows_revoked_ones_on_demand(
    staff, administrator, point, other_point, log_in
):
    points.revoke(other_point.pk, administrator, "撤并")
    client = log_in(staff)

    def found(query):
        return [row.pk for row in client.get(f"/ratings/points/?{query}").context["page"]]

    assert found("") == [point.pk]
    assert found("q=办税") == [point.pk] and found("q=sswj") == [point.pk]
    assert found("state=revoked") == [other_point.pk]
    assert found("state=all&q=气象") == [other_point.pk]


def test_reasons_are_loaded_once_and_later_edits_are_kept(db):
    assert load_reasons() == 10
    RatingReason.objects.filter(text="材料太多").update(is_active=False, order=99)
    assert load_reasons() == 0
    assert not RatingReason.objects.get(text="材料太多").is_active
