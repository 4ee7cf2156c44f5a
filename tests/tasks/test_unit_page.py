"""单位: its people, its months and where it stands; nobody but its own and the committee sees it."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.figures import refresh_month
from tasks.models import ItemState, Light, ReminderSheet
from tasks.views.figure_links import items_links
from tests.people import make_unit
from tests.tasks.figures_world import NOVEMBER, at, make_item, make_month, make_report

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at("2026-11-24 10:00"), tick=False) as clock:
        yield clock


@pytest.fixture
def month(units, tax, secretary, officer):
    make_month()
    make_item(tax, "办税", percent=60)
    make_item(tax, "已报结", percent=100, state=ItemState.REPORTED_DONE)
    make_item(tax, "拨付", percent=20, light=Light.BEHIND, deadline="2026-10-31")
    make_report(tax, secretary, signed="2026-11-23 09:00")
    refresh_month(NOVEMBER)


def cards(answer):
    return {card["label"]: card for card in answer.context["cards"]}


def test_the_header_leads_an_officer_to_their_unit(log_in, month, officer, tax):
    client = log_in(officer)
    assert client.get("/units/mine/").url == tax.get_absolute_url()
    html = client.get(tax.get_absolute_url()).content.decode()
    assert "国家税务总局昭通市税务局" in html
    assert "李示例" in html


def test_staff_have_no_unit_of_their_own(log_in, month, staff):
    assert log_in(staff).get("/units/mine/").status_code == 404


def test_another_unit_is_not_there(log_in, month, other_officer, tax, weather):
    client = log_in(other_officer)
    assert client.get(weather.get_absolute_url()).status_code == 200
    assert client.get(tax.get_absolute_url()).status_code == 404


def test_its_figures_open_their_rows(log_in, month, staff, tax):
    client = log_in(staff)
    found = cards(client.get(tax.get_absolute_url()))
    assert {label: card["number"] for label, card in found.items()} == {
        "平均进度": "60%",
        "2026年事项": 3,
        "正常": 1,
        "有滞后风险": 0,
        "滞后": 1,
        "逾期": 1,
    }
    for label, card in found.items():
        if label != "平均进度":
            assert client.get(card["href"]).context["page"].paginator.count == card["number"], label


def test_the_done_link_counts_what_the_card_says(log_in, month, staff, tax):
    from tasks.figures.months import shown

    client = log_in(staff)
    address = items_links(shown(NOVEMBER), unit=tax.pk)["done"]
    assert client.get(address).context["page"].paginator.count == 1


def test_a_unit_sees_the_middle_of_all_and_no_names(log_in, month, officer, tax, districts):
    assert cards(log_in(officer).get(tax.get_absolute_url()))["平均进度"]["note"] == ""
    for n, percent in enumerate((10, 30, 50, 80), 20):
        unit = make_unit(f"示例单位{n}", f"示例{n}", districts[1], n)
        make_item(unit, "推进中", percent=percent)
    refresh_month(NOVEMBER)
    answer = log_in(officer).get(tax.get_absolute_url())
    assert cards(answer)["平均进度"]["note"] == "各单位中位数 50%"
    assert "示例20" not in answer.content.decode()


def test_a_composed_sheet_is_still_the_committees(log_in, month, officer, staff, tax):
    ReminderSheet.objects.create(unit=tax, period=NOVEMBER)
    for person in (officer, staff):
        assert "还没有提示单" in log_in(person).get(tax.get_absolute_url()).content.decode()


def test_it_shows_an_empty_unit_kindly(log_in, units, staff, weather):
    html = log_in(staff).get(weather.get_absolute_url()).content.decode()
    assert "还没有月报" in html
    assert "还没有人员" in html


@pytest.mark.parametrize("person", ["officer", "staff"])
def test_it_costs_the_same_for_four_units_and_for_forty(
    log_in, month, person, request, tax, districts
):
    client = log_in(request.getfixturevalue(person))

    def cost():
        client.get(tax.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(tax.get_absolute_url())
        return len(queries)

    few = cost()
    for n in range(10, 46):
        make_item(make_unit(f"示例单位{n}", f"示例{n}", districts[1], n), "推进中", percent=n)
        make_item(tax, f"事项{n}", deadline="2026-11-01")
        tax.organisations.create(kind="branch", name=f"第{n}支部")
    refresh_month(NOVEMBER)
    assert cost() == few <= 12
