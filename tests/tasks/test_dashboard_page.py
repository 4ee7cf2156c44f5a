"""全市总览: every figure opens exactly the rows it counts, in a running month and in a locked one."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.figures import refresh_month
from tasks.models import DeadlineKind, ItemState, Light, Month, MonthException, ReportState
from tasks.opening import lock_month
from tests.people import make_unit
from tests.tasks.figures_world import NOVEMBER, at, make_item, make_month, make_report

pytestmark = pytest.mark.any_database

OCTOBER = NOVEMBER.previous()
NOVEMBER_24 = "2026-11-24 10:00"


@pytest.fixture
def clock():
    with time_machine.travel(at(NOVEMBER_24), tick=False) as clock:
        yield clock


@pytest.fixture
def city(clock, units, tax, finance, weather, committee, secretary):
    """October locked, November running. 市税务局 is good, 市财政局 in trouble, 市气象局 excused."""
    make_month(OCTOBER)
    november = make_month(NOVEMBER)
    good = make_item(tax, "办税一次办好", percent=60, deadline_kind=DeadlineKind.MONTHLY)
    make_item(tax, "已验收", percent=100, state=ItemState.ACCEPTED)
    make_item(finance, "资金拨付", percent=20, light=Light.BEHIND, deadline="2026-10-31")
    make_item(finance, "账户清理", percent=30, light=Light.AT_RISK, deadline="2026-12-31")
    make_item(weather, "预警到村", percent=50, light=Light.AT_RISK)
    make_report(
        tax,
        secretary,
        signed="2026-11-04 10:00",
        period=OCTOBER,
        state=ReportState.ACCEPTED,
        items=[good],
    )
    make_report(
        finance, secretary, signed="2026-11-05 10:00", period=OCTOBER, state=ReportState.ACCEPTED
    )
    with time_machine.travel(at("2026-11-18 00:15"), tick=False):
        lock_month(OCTOBER)
    make_report(tax, secretary, signed="2026-11-23 09:00", items=[good])
    make_report(finance, secretary, signed="2026-11-22 09:00", state=ReportState.RETURNED)
    MonthException.objects.create(month=november, unit=weather, kind="exempt", reason="机构改革")
    refresh_month(NOVEMBER)


def page(client, address="/dashboard/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer


def cards(answer):
    return {card["label"]: card for card in answer.context["cards"]}


def rows_behind(client, address):
    return client.get(address).context["page"].paginator.count


FIGURES = ["本月已报", "按时", "待审核", "逾期事项", "滞后与有风险"]


@pytest.mark.parametrize("month", ["2026-11", "2026-10"])
def test_each_figure_has_as_many_rows_as_it_says(log_in, city, staff, month):
    client = log_in(staff)
    found = cards(page(client, f"/dashboard/?month={month}"))
    for label, card in found.items():
        if label != "平均进度":
            assert rows_behind(client, card["href"]) == card["number"], label


def test_the_figures_of_the_running_month(log_in, city, staff):
    found = cards(page(log_in(staff)))
    assert (found["本月已报"]["number"], found["本月已报"]["base"]) == (2, 3)
    numbers = [found[label]["number"] for label in FIGURES]
    assert numbers == [2, 2, 1, 1, 3]
    assert found["待审核"]["note"] == "最早 1 天前"
    assert found["平均进度"]["number"] == "52%"  # 60, 100, 20, 30, 50


def test_a_locked_month_shows_what_was_true_at_its_lock(log_in, city, staff, finance):
    finance.items.update(light=Light.ON_TRACK, deadline="2027-01-31")
    found = cards(page(log_in(staff), "/dashboard/?month=2026-10"))
    assert found["10月已报"]["number"] == 2
    assert found["逾期事项"]["number"] == 1
    assert found["滞后与有风险"]["lights"] == {"at_risk": 2, "behind": 1}


def test_districts_figures_open_their_own_rows(log_in, city, staff):
    client = log_in(staff)
    compared = page(client).context["compared"]
    for row in compared:
        for name in ("reported", "on_time", "late", "missing", "returned", "submitted", "overdue"):
            number = getattr(row["figures"], name)
            assert rows_behind(client, row["links"][name]) == number, (row["district"], name)
        behind = row["figures"].items_behind
        assert rows_behind(client, row["links"]["behind"]) == behind
    assert sum(row["figures"].reported for row in compared) == 2


def test_a_monthly_item_turns_behind_at_the_due_moment_and_the_list_agrees(
    log_in, city, staff, clock, committee
):
    make_item(committee, "每月调度", deadline_kind=DeadlineKind.MONTHLY)
    refresh_month(NOVEMBER)
    client = log_in(staff)
    assert cards(page(client))["滞后与有风险"]["lights"]["behind"] == 1
    clock.move_to(at("2026-12-03 18:01"))
    client = log_in(staff)
    card = cards(page(client))["滞后与有风险"]
    assert card["lights"]["behind"] == 2
    assert rows_behind(client, card["href"]) == card["number"]


def heat_states(answer, column=-1):
    groups = answer.context["heatmap"]["groups"]
    return {row["label"]: row["cells"][column]["state"] for g in groups for row in g["rows"]}


def missing(client):
    """What the dashboard says is missing, once it agrees with its rows and with the heat-map."""
    answer = page(client)
    count = next(s for s in answer.context["states"] if s["label"] == "未报")
    rows = client.get(count["url"]).context["rows"]
    cells = [name for name, state in heat_states(answer).items() if state == "missing"]
    assert [row["unit"].short_name for row in rows] == cells
    assert {row["punctual"]["state"] for row in rows} <= {"missing"}
    assert len(rows) == count["count"]
    return cells


def test_missing_begins_when_the_grace_has_ended(log_in, city, staff, clock):
    clock.move_to(at("2026-12-07 23:59"))
    assert missing(log_in(staff)) == []
    clock.move_to(at("2026-12-08 00:00"))
    assert missing(log_in(staff)) == ["市直机关工委"]  # the weather bureau is excused


def test_a_unit_with_an_extension_is_missing_only_after_it(log_in, city, staff, clock, committee):
    month = Month.objects.get(period=NOVEMBER)
    MonthException.objects.create(
        month=month, unit=committee, kind="extended", due_at=at("2026-12-10 18:00"), reason="汛情"
    )
    clock.move_to(at("2026-12-09 09:00"))
    assert missing(log_in(staff)) == []
    clock.move_to(at("2026-12-10 18:01"))
    assert missing(log_in(staff)) == ["市直机关工委"]


def test_an_excused_unit_that_reports_all_the_same_is_not_counted(
    log_in, city, staff, weather, secretary
):
    make_report(weather, secretary, signed="2026-11-23 10:00", state=ReportState.ACCEPTED)
    refresh_month(NOVEMBER)
    client = log_in(staff)
    card = cards(page(client))["本月已报"]
    assert (card["number"], rows_behind(client, card["href"])) == (2, 2)


def test_the_heat_map_says_each_month_with_a_character(log_in, city, staff):
    groups = page(log_in(staff)).context["heatmap"]["groups"]
    states = {
        row["label"]: [cell["state"] for cell in row["cells"][-2:]]
        for g in groups
        for row in g["rows"]
    }
    assert states == {
        "市税务局": ["on_time", "awaiting"],
        "市财政局": ["late", "returned"],
        "市气象局": ["missing", "exempt"],
        "市直机关工委": ["missing", "open"],
    }


def test_who_is_stuck_is_said_with_the_reason_and_the_next_step(log_in, city, staff):
    client = log_in(staff)
    stuck = page(client).context["stuck"]
    assert [(line.name, line.reasons, line.step) for line in stuck] == [
        ("市财政局", "1 项逾期，上月 1 项、本月 1 项滞后", "会商"),
        ("市气象局", "10月未报", "催办"),
        ("市直机关工委", "10月未报", "催办"),
    ]
    assert rows_behind(client, stuck[0].url) == 1


def test_the_chart_has_its_table_and_its_data_without_inline_script(log_in, city, staff):
    html = page(log_in(staff)).content.decode()
    assert re.search(r'<script id="chart-districts" type="application/json">', html)
    assert '<caption class="visually-hidden">片区比较 · 平均进度</caption>' in html
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)


def test_a_month_that_does_not_exist_is_said(log_in, city, staff):
    html = page(log_in(staff), "/dashboard/?month=2026-13").content.decode()
    assert "“2026-13”不是一个月份" in html
    assert "2026年11月" in html


def test_a_month_that_was_never_opened_says_so(log_in, city, staff):
    assert (
        "2030年1月还没有开放填报"
        in page(log_in(staff), "/dashboard/?month=2030-01").content.decode()
    )


def test_an_empty_portal_says_what_will_be_here(log_in, staff):
    assert "还没有开放填报" in page(log_in(staff)).content.decode()


@pytest.mark.parametrize("person", ["officer", "secretary", "inspector"])
def test_units_and_inspectors_have_no_such_page(log_in, city, person, request):
    client = log_in(request.getfixturevalue(person))
    assert client.get("/dashboard/").status_code == 404
    assert client.get("/dashboard/reports/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/dashboard/", "/dashboard/reports/", "/dashboard/?month=2026-10"]
)
def test_it_costs_the_same_for_four_units_and_for_forty(log_in, city, staff, districts, address):
    client = log_in(staff)

    def cost():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    few = cost()
    for n in range(10, 46):
        unit = make_unit(f"示例单位{n}", f"示例{n}", districts[n % 2], n)
        make_item(unit, "推进中", deadline="2026-11-01", light=Light.BEHIND)
    refresh_month(NOVEMBER)
    assert cost() == few <= 12


def test_a_large_committee_sees_a_page_of_units(log_in, city, staff, districts):
    for n in range(10, 100):
        make_unit(f"示例单位{n}", f"示例{n}", districts[n % 2], n)
    refresh_month(NOVEMBER)
    client = log_in(staff)
    answer = page(client)
    shown = sum(len(group["rows"]) for group in answer.context["heatmap"]["groups"])
    assert (shown, answer.context["page"].paginator.count) == (84, 94)
    rest = page(client, "/dashboard/?page=2").context["heatmap"]["groups"]
    assert sum(len(group["rows"]) for group in rest) == 10
    one = page(client, f"/dashboard/?district={districts[0].pk}").context["heatmap"]["groups"]
    assert [group["label"] for group in one] == ["第一片区"]


def test_the_list_of_reports_goes_out_to_excel(log_in, city, staff):
    answer = log_in(staff).get("/dashboard/reports/?export=xlsx&state=reported")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.content[:2] == b"PK"


def test_a_filter_that_does_not_exist_filters_nothing_and_says_so(log_in, city, staff):
    answer = log_in(staff).get("/dashboard/reports/?state=nonsense&district=999")
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"state", "district"}


def test_each_figure_of_the_dashboard_leads_to_what_it_counts(log_in, staff, units):
    """F6: a definition card behind every card of the row."""
    client = log_in(staff)
    context = client.get("/dashboard/").context
    html = client.get("/dashboard/definitions/").content.decode()
    for card in context["cards"]:
        address, _, key = card["definition"].partition("#")
        assert address == "/dashboard/definitions/"
        assert f'id="{key}"' in html
