"""片区: its units with their figures, each of which opens its rows."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.figures import refresh_month
from tasks.models import Light
from tests.people import make_person, make_unit
from tests.tasks.figures_world import NOVEMBER, at, make_item, make_month, make_report
from units.models import DistrictGuidance, Office, Role

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at("2026-11-24 10:00"), tick=False) as clock:
        yield clock


@pytest.fixture
def first(units, districts, tax, finance, weather, secretary, leader):
    """第一片区, linked to 孙示例 and guided by 宣传科."""
    office = Office.objects.create(name="宣传科")
    DistrictGuidance.objects.create(district=districts[0], office=office, starts_on="2026-01-01")
    make_month()
    make_item(tax, "办税", percent=60)
    make_item(finance, "拨付", percent=20, light=Light.BEHIND, deadline="2026-10-31")
    make_item(weather, "预警", percent=90, light=Light.BEHIND)
    make_report(tax, secretary, signed="2026-11-23 09:00")
    refresh_month(NOVEMBER)
    return districts[0]


def test_it_says_who_looks_after_it(log_in, first, staff):
    html = log_in(staff).get(first.get_absolute_url()).content.decode()
    assert "挂联领导 孙示例 · 指导科室 宣传科" in html


def test_a_units_figures_open_that_units_rows(log_in, first, staff):
    client = log_in(staff)
    units = client.get(first.get_absolute_url()).context["units"]
    assert [row["row"].name for row in units] == ["市税务局", "市财政局"]
    for row in units:
        for name, number in (("behind", "items_behind"), ("overdue", "overdue")):
            found = client.get(row["links"][name]).context["page"].paginator.count
            assert found == row["figures"][number], (row["row"].name, name)
    assert [row["figures"]["overdue"] for row in units] == [0, 1]


def test_its_cards_count_only_its_own_units(log_in, first, staff):
    client = log_in(staff)
    cards = {c["label"]: c for c in client.get(first.get_absolute_url()).context["cards"]}
    assert (cards["本月已报"]["number"], cards["本月已报"]["base"]) == (1, 2)
    assert cards["滞后与有风险"]["number"] == 1
    for label in ("本月已报", "逾期事项", "滞后与有风险"):
        found = client.get(cards[label]["href"]).context["page"].paginator.count
        assert found == cards[label]["number"]


def test_a_leader_reads_every_district_and_a_unit_none(log_in, first, leader, officer, districts):
    assert log_in(leader).get(districts[1].get_absolute_url()).status_code == 200
    assert log_in(officer).get(first.get_absolute_url()).status_code == 404


def test_a_district_that_does_not_exist_is_not_there(log_in, first, staff):
    assert log_in(staff).get("/districts/999/").status_code == 404


def test_it_costs_the_same_for_two_units_and_for_twenty(log_in, first, staff):
    client = log_in(staff)

    def cost():
        client.get(first.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(first.get_absolute_url())
        return len(queries)

    few = cost()
    for n in range(10, 28):
        unit = make_unit(f"示例单位{n}", f"示例{n}", first, n)
        make_item(unit, "推进中", deadline="2026-11-01")
        make_person(f"p{n}", "钱某甲", Role.LEADER, district=first)
    refresh_month(NOVEMBER)
    assert cost() == few <= 12
