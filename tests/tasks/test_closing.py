"""Lines of an issued sheet close themselves: provisionally when the unit signs, for good when staff accept (E6)."""

from datetime import date

import pytest

from tasks import sheet_sources
from tasks.closing import facts_changed
from tasks.models import ItemState, LineState, MonthException, ReportState, SheetLine
from tasks.sheet_sources import SheetFact
from tasks.workflows.reminder import compose_month, issue, issue_month, sign_for, write_common
from tests.tasks.figures_world import NOVEMBER, make_item
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from tests.tasks.reminder_world import report_of, sheet_of


def state_of(sheet, condition):
    return sheet.lines.get(condition=condition).state


def move(item, state=None, **fields):
    """What other workflows do to an item, and then tell."""
    for name, value in {**fields, **({"state": state} if state else {})}.items():
        setattr(item, name, value)
    item.save()
    facts_changed([item.unit_id])


def test_a_signed_claim_closes_provisionally_and_the_verdict_for_good(issued, late_item):
    move(late_item, ItemState.REPORTED_DONE)
    assert state_of(issued, "item_overdue") == LineState.PROVISIONAL
    move(late_item, ItemState.ACCEPTED)
    line = issued.lines.get(condition="item_overdue")
    assert line.state == LineState.CLOSED
    assert line.closed_at is not None


def test_a_return_opens_the_line_again(issued, late_item):
    move(late_item, ItemState.REPORTED_DONE)
    move(late_item, ItemState.UNDER_WAY)
    line = issued.lines.get(condition="item_overdue")
    assert (line.state, line.closed_at) == (LineState.OPEN, None)


def test_a_deadline_that_staff_moved_closes_the_line(issued, late_item):
    move(late_item, deadline=date(2026, 11, 20))
    assert state_of(issued, "item_overdue") == LineState.CLOSED


def test_a_deadline_moved_to_another_past_day_does_not(issued, late_item):
    move(late_item, deadline=date(2026, 11, 3))
    assert state_of(issued, "item_overdue") == LineState.OPEN


def test_a_due_line_closes_when_its_day_moves_and_not_when_it_passes(
    november, tax, secretary, staff, today
):
    item = make_item(tax, "开放日", deadline="2026-11-20")
    compose_month(NOVEMBER)
    issue(sheet_of(tax).pk, staff)
    today.shift(20 * 24 * 3600)
    facts_changed(tax.pk)
    assert state_of(sheet_of(tax), "item_due") == LineState.OPEN
    move(item, deadline=date(2026, 12, 20))
    assert state_of(sheet_of(tax), "item_due") == LineState.CLOSED


def test_a_report_follows_its_way_through_review(november, tax, secretary, staff):
    report = report_of(tax, secretary, ReportState.RETURNED, round_number=2)
    compose_month(NOVEMBER)
    issue(sheet_of(tax).pk, staff)
    sheet = sheet_of(tax)
    for state, expected in (
        (ReportState.TO_SIGN, LineState.OPEN),
        (ReportState.SUBMITTED, LineState.PROVISIONAL),
        (ReportState.RETURNED, LineState.OPEN),
        (ReportState.ACCEPTED, LineState.CLOSED),
    ):
        report.state = state
        report.save()
        facts_changed(tax.pk)
        assert state_of(sheet, "report_returned") == expected, state


def test_another_units_facts_do_not_touch_the_sheet(issued, weather, other_secretary):
    report_of(weather, other_secretary, ReportState.ACCEPTED, period=NOVEMBER)
    assert facts_changed([weather.pk]) == 0
    assert state_of(issued, "month_report") == LineState.OPEN


def test_a_closed_line_stays_closed(issued, late_item):
    move(late_item, ItemState.ACCEPTED)
    move(late_item, ItemState.UNDER_WAY)
    assert state_of(issued, "item_overdue") == LineState.CLOSED


def test_a_notice_is_settled_by_signing_for_it(november, tax, secretary, staff):
    MonthException.objects.create(month=november, unit=tax, kind="exempt", reason="机构改革")
    write_common(NOVEMBER, staff, "请学习通知。")
    compose_month(NOVEMBER)
    issue(sheet_of(tax).pk, staff)
    assert state_of(sheet_of(tax), "notice") == LineState.OPEN
    sign_for(sheet_of(tax).pk, secretary)
    assert state_of(sheet_of(tax), "notice") == LineState.CLOSED


@pytest.fixture
def ledger(monkeypatch):
    """Another app's ledger of two problems of 市税务局: {subject: state}."""
    monkeypatch.setattr(sheet_sources, "_sources", [])
    states = {"problem:1": "open", "problem:2": "open"}
    units = {}

    def facts(unit_ids, period, today):
        for key, state in states.items():
            if state == "open" and units.get("unit") in unit_ids:
                yield SheetFact(
                    unit_id=units["unit"],
                    condition="problem",
                    subject_key=key,
                    heading="窗口问题",
                    text="请整改。",
                )

    sheet_sources.register(
        facts, ["problem"], lambda keys: {key: states[key] for key in keys if key in states}
    )
    states["units"] = units
    return states


def test_a_higher_apps_ledger_adds_lines_and_says_how_they_stand(ledger, november, tax, staff):
    ledger.pop("units")["unit"] = tax.pk
    compose_month(NOVEMBER)
    issue(sheet_of(tax).pk, staff)
    ledger["problem:1"] = "provisional"
    del ledger["problem:2"]
    facts_changed(tax.pk)
    lines = SheetLine.objects.filter(condition="problem").order_by("subject_key")
    assert [(line.subject_key, line.state) for line in lines] == [
        ("problem:1", "provisional"),
        ("problem:2", "open"),
    ]


@pytest.mark.parametrize("count", [1, 4])
def test_following_the_facts_costs_the_same_for_any_number_of_units(
    november, units, staff, count, django_assert_num_queries
):
    items = [make_item(unit, "事", deadline="2026-10-31") for unit in units[:count]]
    compose_month(NOVEMBER)
    issue_month(NOVEMBER, staff)
    for item in items:
        item.state = ItemState.ACCEPTED
        item.save()
    with django_assert_num_queries(3):
        assert facts_changed([unit.pk for unit in units]) == count
