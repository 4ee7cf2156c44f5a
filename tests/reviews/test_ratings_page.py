"""/ratings/ and the panels: each role sees what the matrix grants, and no rate stands without its count."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews import figures
from reviews.models import RatingPoint
from tests.people import make_unit
from tests.reviews.rating_world import store
from units.models import Unit
from zhaotong_portal.panels import asked_beforehand, panels_for

pytestmark = pytest.mark.any_database

PHONE_NUMBER = "0870-0000000"
RANGE = "since=2025-11&until=2025-11"


@pytest.fixture
def rated(point, weather):
    """市税务局: 40 in November 2025, two of them poor; 市气象局: three."""
    for number in range(40):
        store(point, 1 if number < 2 else 5, date(2025, 11, 3), reasons=["等候太久"] * (number < 2))
    other = RatingPoint.objects.create(unit=weather)
    for _ in range(3):
        store(other, 4, date(2025, 11, 4))
    for number in range(5):
        store(point, 4, date(2025, 10, 3), comment=f"十月意见{number}，电话{PHONE_NUMBER}")
    figures.refresh_ratings()


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("who", ["staff", "leader", "auditor", "liaison"])
def test_who_reads_all_sees_every_unit_with_count_rate_interval_and_spread(
    who, request, log_in, rated, units
):
    html = text(log_in(request.getfixturevalue(who)).get(f"/ratings/?{RANGE}"))
    for said in (
        "市税务局",
        "市气象局",
        "95.0%",
        "83.5%–98.6%",
        "样本少",
        "未评议的不计入",
        "数据截至",
    ):
        assert said in html
    assert html.count("未评议") == 1 and "市财政局" in html


def test_small_samples_are_marked_and_silence_is_no_rate(staff, log_in, rated, units):
    client = log_in(staff)
    rows = client.get(f"/ratings/?{RANGE}").context["rows"]
    told = {row["unit"].short_name: row["figures"] for row in rows}
    assert told["市税务局"].is_comparable and not told["市气象局"].is_comparable
    assert told["市财政局"].rate is None and told["市财政局"].n == 0


def test_filters_stay_in_the_address(staff, log_in, rated, units, districts):
    client = log_in(staff)

    def names(query):
        return [row["unit"].short_name for row in client.get(f"/ratings/?{query}").context["rows"]]

    assert names(f"{RANGE}&q=sswj") == ["市税务局"]
    assert names(f"{RANGE}&district={districts[1].pk}") == ["市气象局", "市直机关工委"]
    assert names(f"{RANGE}&sort=-n")[0] == "市税务局"
    whole = client.get("/ratings/?since=2025-10&until=2025-10").context["whole"]
    assert whole.n == 5
    assert "月份应写成" in text(client.get("/ratings/?since=2025-13"))
    assert "不应早于" in text(client.get("/ratings/?since=2025-11&until=2025-10"))


def test_the_export_holds_the_same_rows_with_n_and_interval(staff, log_in, rated, units):
    response = log_in(staff).get(f"/ratings/?{RANGE}&export=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    tax_row = next(row for row in rows if row[0] == "国家税务总局昭通市税务局")
    assert tax_row[2:11] == (40, 95, 83.5, 98.6, 38, 0, 0, 0, 2)
    small = next(row for row in rows if row[0] == "昭通市气象局")
    assert small[-1] == "样本少，不作比较"


@pytest.mark.parametrize("who", ["officer", "secretary"])
def test_a_unit_reads_its_own_grouped_results_and_masked_comments(who, request, log_in, rated):
    html = text(log_in(request.getfixturevalue(who)).get("/ratings/?since=2025-10&until=2025-11"))
    assert "市税务局" in html and "市气象局" not in html
    assert "十月意见3，电话＊＊" in html and PHONE_NUMBER not in html
    assert "等候太久" in html


def test_a_unit_with_a_handful_of_ratings_does_not_see_who_gave_which(
    other_officer, staff, weather, rated, log_in
):
    html = text(log_in(other_officer).get(f"/ratings/?{RANGE}"))
    # Its own cases it handles (rules.md §3); how many gave which grade, and in which month, it does not read.
    assert "暂不分档显示" in html and "不满意、非常不满意" not in html and "各月评议" not in html
    assert "差评" in text(log_in(staff).get(f"/ratings/units/{weather.pk}/?{RANGE}"))


def test_staff_and_leaders_read_comments_as_written_auditors_none(
    staff, leader, auditor, tax, rated, log_in
):
    url = f"/ratings/units/{tax.pk}/?since=2025-10&until=2025-10"
    for person in (staff, leader):
        html = text(log_in(person).get(url))
        assert PHONE_NUMBER in html and "2025年10月3日" in html
    html = text(log_in(auditor).get(url))
    assert "十月意见" not in html and "满意率" in html


def test_flags_are_for_staff_alone(staff, leader, officer, tax, point, rated, log_in):
    store(point, 1, date(2025, 11, 5), is_flagged=True)
    figures.refresh_ratings()
    url = f"/ratings/units/{tax.pk}/?{RANGE}"
    assert "疑似集中评议" in text(log_in(staff).get(url))
    for person in (leader, officer):
        assert "疑似集中" not in text(log_in(person).get(url))


def test_what_the_matrix_does_not_grant_is_not_there(
    inspector, administrator, officer, other_officer, tax, rated, log_in
):
    client = log_in(inspector)
    for url in ("/ratings/", "/ratings/points/", "/ratings/posters/", f"/ratings/units/{tax.pk}/"):
        assert client.get(url).status_code == 404
    assert log_in(other_officer).get(f"/ratings/units/{tax.pk}/").status_code == 404
    client = log_in(administrator)
    assert client.get(f"/ratings/units/{tax.pk}/").status_code == 404
    html = text(client.get("/ratings/"))
    assert "新增评议码" in html and "/ratings/units/" not in html


def test_pages_cost_the_same_queries_for_4_and_for_40_units(staff, log_in, rated, units, districts):
    client = log_in(staff)
    tax = units[0]

    def cost(url):
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    urls = [
        f"/ratings/?{RANGE}",
        f"/ratings/units/{tax.pk}/",
        "/ratings/points/",
        "/ratings/posters/",
    ]
    before = [cost(url) for url in urls]
    for number in range(36):
        unit = make_unit(f"示例单位{number}", f"示例{number}", districts[number % 2], 100 + number)
        store(RatingPoint.objects.create(unit=unit), 5, date(2025, 11, 3), comment="很好")
    figures.refresh_ratings()
    after = [cost(url) for url in urls]
    assert after == before
    assert max(after) <= 12


# --- Panels on other pages ----------------------------------------------------------------------------


@pytest.fixture
def this_year(point):
    for grade in (5, 5, 5, 1):
        store(point, grade, timezone.localdate() - timedelta(days=0))
    figures.refresh_ratings()


@pytest.mark.parametrize("where", ["dashboard", "district", "unit", "home"])
def test_each_panel_tells_rate_count_and_interval_in_one_query(
    where, staff, tax, this_year, django_assert_num_queries
):
    subject = {"unit": tax, "district": tax.district}.get(where)
    _ = staff.scope
    with django_assert_num_queries(1):
        found = panels_for_ratings(where, staff, subject)
    context = found[0].context
    assert context["number"] == "75.0%" and "4 条，样本少，30.1%–95.4%" in context["note"]


def panels_for_ratings(page, user, subject):
    from reviews import rating_panels

    provider = {
        "dashboard": rating_panels.of_all,
        "district": rating_panels.of_district,
        "unit": rating_panels.of_unit,
        "home": rating_panels.home,
    }[page]
    return [provider(user, subject)]


def test_panels_are_registered_and_an_inspector_has_none(staff, inspector, tax, this_year):
    def labels(user, page, subject=None):
        panels = panels_for(page, user, subject)
        return [panel for panel in panels if panel.template.startswith("reviews/parts/rate_")]

    for page, subject in [
        ("dashboard", None),
        ("district", tax.district),
        ("unit", Unit.objects.annotate(**asked_beforehand("unit")).get(pk=tax.pk)),
        ("home", None),
    ]:
        assert len(labels(staff, page, subject)) == 1
        assert labels(inspector, page, subject) == []


def test_the_panel_of_another_unit_says_nothing_to_an_officer(other_officer, tax, this_year):
    from reviews.rating_panels import of_unit

    assert of_unit(other_officer, tax).context["figures"].n == 0
