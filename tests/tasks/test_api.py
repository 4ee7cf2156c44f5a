"""REST, read only, within one's scope."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tasks.figures_world import make_item, make_month, make_report


@pytest.fixture
def items(units, tax, weather):
    make_month()
    return [make_item(tax, "办好税务窗口"), make_item(weather, "预警到村")]


def titles(client, query=""):
    return [row["title"] for row in client.get(f"/api/v1/items/{query}").json()["results"]]


def test_staff_read_all_items_and_an_officer_only_their_own(log_in, items, staff, officer):
    assert titles(log_in(staff)) == ["办好税务窗口", "预警到村"]
    assert titles(log_in(officer)) == ["办好税务窗口"]


def test_another_units_item_is_not_there(log_in, items, officer):
    client = log_in(officer)
    assert client.get(f"/api/v1/items/{items[0].pk}/").status_code == 200
    assert client.get(f"/api/v1/items/{items[1].pk}/").status_code == 404


def test_nothing_is_written_through_it(log_in, items, staff):
    client = log_in(staff)
    address = f"/api/v1/items/{items[0].pk}/"
    assert client.post("/api/v1/items/", {"title": "x"}).status_code == 405
    assert client.patch(address, "{}", content_type="application/json").status_code == 405
    assert client.delete(address).status_code == 405


def test_a_report_comes_with_its_lines(log_in, items, tax, secretary, staff):
    report = make_report(tax, secretary, signed="2026-12-03 10:00", items=items[:1])
    client = log_in(staff)
    found = client.get("/api/v1/reports/?period=2026-11").json()["results"]
    assert [(row["period"], row["was_late"]) for row in found] == [("2026-11", False)]
    line = client.get(f"/api/v1/reports/{report.pk}/").json()["lines"][0]
    assert line["item"] == items[0].pk


def test_a_month_that_does_not_exist_is_said_at_its_parameter(log_in, items, staff):
    answer = log_in(staff).get("/api/v1/reports/?period=2026-13")
    assert answer.status_code == 400
    assert "2025-11" in answer.json()["period"][0]


def test_a_list_costs_the_same_for_two_items_and_for_forty(log_in, items, tax, staff):
    client = log_in(staff)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/v1/items/")
        return len(queries)

    few = cost()
    for n in range(38):
        make_item(tax, f"事项{n}")
    assert cost() == few


@pytest.mark.parametrize(
    "address", ["/api/v1/units/", "/api/v1/districts/", "/api/v1/", "/api/schema/"]
)
def test_the_rest_answers(log_in, units, staff, address):
    assert log_in(staff).get(address).status_code == 200


def test_the_page_about_the_interface_runs_under_the_portals_own_rules(log_in, officer):
    """The Content-Security-Policy forbids scripts in the page: without its own address for them it stays blank."""
    page = log_in(officer).get("/api/docs/").content.decode()
    scripts = re.findall(r"<script([^>]*)>", page)
    assert scripts
    assert all("src=" in script for script in scripts)
    assert "SwaggerUIBundle" in log_in(officer).get("/api/docs/?script=").content.decode()
