"""The ledger in the browser: what is found, which buttons are there, what a refusal leaves."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews.finding_facts import facts, standings
from reviews.models import Finding, FindingSource, FindingState
from reviews.workflows import finding as workflow
from tests.people import make_unit
from tests.reviews.test_finding_workflow import make_finding
from zhaotong_portal.period import Period
from zhaotong_portal.todo import todos_for

pytestmark = pytest.mark.any_database

LIST = "/findings/"


def today():
    return timezone.localdate()


def titles(response):
    return sorted(row.title for row in response.context["page"])


def page(finding):
    return reverse("finding", args=[finding.pk])


def move(finding, name):
    return reverse("finding_move", args=[finding.pk, name])


@pytest.fixture
def ledger(tax, weather):
    make_finding(tax, FindingState.IN_HAND, "逾期的问题", due_on=today() - timedelta(days=2))
    make_finding(tax, FindingState.REPORTED, "待核验的问题", source=FindingSource.UNANNOUNCED)
    make_finding(tax, FindingState.FOUND, "刚发现的问题")
    make_finding(weather, FindingState.CLOSED, "已销号的问题", year=2025, found_on=date(2025, 5, 1))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("overdue=1", ["逾期的问题"]),
        ("state=open", ["刚发现的问题", "待核验的问题", "逾期的问题"]),
        ("state=with_unit", ["逾期的问题"]),
        ("state=reported", ["待核验的问题"]),
        ("source=unannounced", ["待核验的问题"]),
        ("year=2025", ["已销号的问题"]),
        ("q=核验", ["待核验的问题"]),
        ("q=sqxj", ["已销号的问题"]),
    ],
)
def test_filters_lie_in_the_address(query, found, ledger, log_in, staff):
    assert titles(log_in(staff).get(f"{LIST}?{query}")) == found


def test_by_district_and_unit(ledger, tax, districts, log_in, staff):
    client = log_in(staff)
    assert titles(client.get(f"{LIST}?district={districts[1].pk}")) == ["已销号的问题"]
    assert len(titles(client.get(f"{LIST}?unit={tax.pk}"))) == 3


def test_a_unit_sees_what_was_assigned_to_it(ledger, weather, log_in, officer):
    client = log_in(officer)
    assert titles(client.get(LIST)) == ["待核验的问题", "逾期的问题"]
    assert client.get(f"{LIST}?unit={weather.pk}").status_code == 404
    for hidden in Finding.objects.filter(title__in=["刚发现的问题", "已销号的问题"]):
        assert client.get(page(hidden)).status_code == 404
        assert client.post(move(hidden, "report"), {"reason": "已改"}).status_code == 404


def test_overdue_is_shown_in_words(ledger, log_in, officer):
    assert "逾期 2 天" in log_in(officer).get(LIST).text


def test_the_list_costs_the_same_for_four_and_for_forty_units(units, districts, log_in, staff):
    client = log_in(staff)
    counts = []
    for first in (10, 50):
        for n in range(first, first + 20):
            unit = make_unit(f"示例单位{n}", f"示例{n}", districts[0], n)
            make_finding(unit, FindingState.IN_HAND, due_on=date(2026, 3, 1))
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{LIST}?overdue=1&district={districts[0].pk}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_export_has_the_rows_of_the_filter(ledger, log_in, staff):
    response = log_in(staff).get(f"{LIST}?overdue=1&export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    flat = str([[cell.value for cell in row] for row in sheet.iter_rows()])
    assert "逾期的问题" in flat
    assert "待核验的问题" not in flat


@pytest.mark.parametrize(
    ("who", "state", "moves"),
    [
        ("staff", "found", ["confirm", "fix_on_site", "not_ours", "no_basis", "already_fixed"]),
        ("staff", "confirmed", ["assign"]),
        ("officer", "assigned", ["take_up"]),
        ("officer", "in_hand", ["report"]),
        ("officer", "reported", []),
        ("staff", "reported", ["verify", "return_for_more"]),
        ("leader", "reported", []),
        ("auditor", "reported", []),
        ("administrator", "found", []),
        ("staff", "closed", ["meet_again"]),
    ],
)
def test_the_buttons_are_those_that_the_person_may_press(who, state, moves, tax, log_in, request):
    response = log_in(request.getfixturevalue(who)).get(page(make_finding(tax, state)))
    assert [row["name"] for row in response.context["moves"]] == moves


def test_the_way_through_the_browser(tax, log_in, staff, officer, secretary):
    client = log_in(staff)
    response = client.post(
        "/findings/new/",
        {"unit": "税务局", "title": "党费公示不及时", "source": "inspection", "found_on": today().isoformat()},
    )  # fmt: skip
    finding = Finding.objects.get()
    assert response.url == page(finding)
    client.post(move(finding, "confirm"))
    client.post(move(finding, "assign"), {"due_on": (today() + timedelta(days=20)).isoformat()})
    log_in(officer).post(move(finding, "take_up"), {"reason": "限期补公示"})
    log_in(officer).post(move(finding, "report"), {"reason": "已补公示。"})
    assert [todo.label for todo in todos_for(secretary)] == ["整改报告待签发"]
    log_in(secretary).post(move(finding, "sign"))
    client = log_in(staff)
    client.post(move(finding, "verify"), {"reason": "现场核验属实"})
    client.post(move(finding, "close"))
    finding.refresh_from_db()
    assert finding.state == FindingState.CLOSED
    shown = client.get(page(finding)).text
    for text in ("已补公示。", "现场核验属实", "限期补公示", "签发整改报告"):
        assert text in shown


def test_a_return_without_words_is_asked_for_them(tax, log_in, staff):
    finding = make_finding(tax, FindingState.REPORTED)
    response = log_in(staff).post(move(finding, "return_for_more"), {"reason": " "})
    assert response.status_code == 422
    assert "请填写退回理由。" in response.text
    assert Finding.objects.get().state == FindingState.REPORTED


def test_a_day_in_the_past_is_said_beside_its_field_and_the_words_stay(tax, log_in, staff):
    finding = make_finding(tax, FindingState.CONFIRMED)
    response = log_in(staff).post(
        move(finding, "assign"), {"due_on": "2020-01-01", "reason": "请举一反三"}
    )
    assert response.status_code == 422
    assert "整改时限不能早于今天。" in response.text
    assert "请举一反三" in response.text


def test_the_slower_of_two_is_told_and_keeps_the_words(tax, log_in, staff, colleague):
    finding = make_finding(tax, FindingState.REPORTED)
    workflow.verify(finding.pk, staff)
    response = log_in(colleague).post(move(finding, "return_for_more"), {"reason": "缺少佐证材料"})
    assert response.status_code == 409
    assert "已由 陈示例 核验通过" in response.text
    assert "缺少佐证材料" in response.text


@pytest.mark.parametrize("who", ["officer", "secretary", "leader", "administrator", "auditor"])
def test_a_move_that_is_not_granted_is_not_found(who, tax, log_in, request):
    finding = make_finding(tax, FindingState.REPORTED)
    response = log_in(request.getfixturevalue(who)).post(move(finding, "verify"))
    assert response.status_code == 404
    assert Finding.objects.get().state == FindingState.REPORTED


def test_a_liaison_of_another_district_finds_no_button_and_no_address(weather, log_in, liaison):
    finding = make_finding(weather, FindingState.REPORTED)
    client = log_in(liaison)
    assert client.get(page(finding)).context["moves"] == []
    assert client.post(move(finding, "verify")).status_code == 404


@pytest.mark.parametrize("who", ["officer", "secretary", "leader", "administrator", "auditor"])
def test_only_finders_have_the_form(who, log_in, tax, request):
    assert log_in(request.getfixturevalue(who)).get("/findings/new/").status_code == 404


def test_an_inspector_records_only_in_the_own_units(tax, finance, log_in, inspector):
    client = log_in(inspector)
    data = {"title": "记录不完整", "source": "inspection", "found_on": today().isoformat()}
    refused = client.post("/findings/new/", {**data, "unit": "市税务局"})
    assert refused.status_code == 422
    assert "没有找到单位" in refused.text
    client.post("/findings/new/", {**data, "unit": "市财政局"})
    assert Finding.objects.get().unit == finance


def test_an_unknown_unit_and_a_long_text_keep_what_was_typed(tax, log_in, staff):
    response = log_in(staff).post(
        "/findings/new/",
        {"unit": "没有的单位", "title": "问" * 100_000, "detail": "写了很久的情况",
         "source": "inspection", "found_on": "昨天"},
    )  # fmt: skip
    assert response.status_code == 422
    for text in ("现有 100000 字", "日期应写成", "写了很久的情况", "没有的单位"):
        assert text in response.text


def test_what_waits_is_as_many_rows_as_its_link_opens(
    ledger, weather, log_in, staff, liaison, officer
):
    make_finding(weather, FindingState.REPORTED, "另一片区待核验")
    for person in (staff, liaison, officer):
        for todo in todos_for(person):
            if todo.url.startswith(LIST):
                rows = log_in(person).get(todo.url).context["page"].paginator.count
                assert rows == todo.count, (person, todo.label)


def test_a_sheet_names_what_is_due_and_its_line_follows_the_ledger(tax, weather, officer, staff):
    late = make_finding(tax, FindingState.IN_HAND, "逾期的问题", due_on=today() - timedelta(days=2))
    make_finding(weather, FindingState.FOUND, "还未交办", due_on=today())
    (fact,) = facts([tax.pk, weather.pk], Period.current(), today())
    assert (fact.unit_id, fact.condition) == (tax.pk, "finding_overdue")
    assert "已逾期2天" in fact.text
    assert standings([fact.subject_key]) == {fact.subject_key: "open"}
    workflow.report(late.pk, officer, "已整改。")
    assert standings([fact.subject_key]) == {fact.subject_key: "provisional"}
    workflow.verify(late.pk, staff)
    assert standings([fact.subject_key]) == {fact.subject_key: "closed"}
