"""期限日程: all that is due in one calendar, by scope, with working days; and what moves with one that moves."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import Finding
from tasks.deadlines import sources
from tasks.deadlines.entries import Wanted, counted, entries_of, listed
from tasks.deadlines.moving import moved
from tasks.models import YearPhase
from tasks.views.calendar import _mark
from tests.people import make_unit
from tests.tasks.guidance_world import (
    make_commitment,
    make_consultation,
    make_meeting,
    make_order,
    make_visit,
)
from tests.tasks.test_guidance_pages import make_finding, make_item
from units.models import PartyOrganisation, Term
from zhaotong_portal.period import Period

DAY = date(2027, 3, 10)  # nothing is due there but what a test puts there
FIRST, LAST = date(2027, 3, 1), date(2027, 3, 31)


@pytest.fixture
def everything(tax, weather, staff, officer):
    """One of each kind at 市税务局, and an item at 市气象局, all on one day."""
    item = make_item(tax, title="税务事项", deadline=DAY, year=2027)
    item.milestones.create(title="税务里程碑", planned_on=DAY)
    make_item(weather, title="气象事项", deadline=DAY, year=2027)
    make_finding(tax, title="税务问题", due_on=DAY)
    make_commitment(tax, by=staff, what="税务承诺", due_on=DAY)
    make_order(tax, staff, "issued", title="税务督办", due_on=DAY)
    make_visit(tax, state="registered", purpose="税务调研", starts_on=DAY)
    make_consultation(tax, topic="税务会商", held_on=DAY)
    make_meeting(tax, title="税务调度", held_on=DAY)
    branch = PartyOrganisation.objects.create(unit=tax, name="第一支部", kind="branch")
    Term.objects.create(organisation=branch, begins_on=date(2024, 3, 10), due_on=DAY)
    YearPhase.objects.create(year=2027, phase="plan", starts_on=FIRST, ends_on=DAY)


def titles(user, **wanted):
    return sorted(
        (entry.kind, entry.title) for entry in listed(Wanted(user, FIRST, LAST, **wanted))
    )


OWN = [
    ("commitment", "税务承诺"),
    ("consultation", "税务会商"),
    ("finding", "税务问题"),
    ("item", "税务事项"),
    ("meeting", "税务调度"),
    ("milestone", "税务里程碑（税务事项）"),
    ("order", "税务督办"),
    ("phase", "年初统筹部署阶段结束"),
    ("term", "第一支部任期届满"),
    ("visit", "税务调研"),
]


def test_every_kind_has_an_entry_here(everything):
    assert {kind for kind, _ in OWN} | {"push_plan", "month"} == {
        kind for kind, _ in sources.kinds()
    } & ({kind for kind, _ in OWN} | {"push_plan", "month"})


def test_a_unit_finds_its_own_by_name(everything, officer, other_officer):
    assert titles(officer) == OWN
    assert titles(other_officer) == [("item", "气象事项"), ("phase", "年初统筹部署阶段结束")]


def test_an_administrator_has_no_business_with_guidance(everything, administrator, auditor):
    kinds = {kind for kind, _ in titles(administrator)}
    assert "item" in kinds
    assert not kinds & {"commitment", "consultation", "order", "meeting", "visit"}
    assert {"commitment", "order"} <= {kind for kind, _ in titles(auditor)}


def test_whoever_reads_all_gets_counts_that_lead_to_their_day(everything, staff, log_in):
    found = {entry.kind: entry for entry in counted(Wanted(staff, FIRST, LAST))}
    assert (found["item"].count, found["order"].count) == (2, 1)
    page = log_in(staff).get(found["item"].url)
    assert "税务事项" in page.text and "气象事项" in page.text and "税务督办" not in page.text


@pytest.mark.parametrize(
    ("fields", "count"),
    [({"kind": "item"}, 2), ({"open_only": True}, 11)],
)
def test_it_narrows_by_kind_and_to_what_is_open(fields, count, everything, staff):
    Finding.objects.update(state="closed")
    if fields.get("open_only"):
        count -= 1
    assert len(listed(Wanted(staff, FIRST, LAST, **fields))) == count


def test_it_narrows_by_unit_and_district(everything, staff, tax, weather):
    assert (
        len(listed(Wanted(staff, FIRST, LAST, unit=tax))) == len(OWN) - 1
    )  # the phase is no unit's
    assert [
        entry.title for entry in listed(Wanted(staff, FIRST, LAST, district=weather.district))
    ] == ["气象事项", "年初统筹部署阶段结束"]


def test_all_ledgers_are_one_query(everything, staff, officer):
    for who in (staff, officer):
        who.scope  # noqa: B018 - the appointments are asked once a request
        with CaptureQueriesContext(connection) as queries:
            entries_of(Wanted(who, FIRST, LAST))
        # The ledgers together, the months' clocks, the windows of contests, and who may know of unannounced visits and
        # what they found.
        assert len(queries) <= 5


def test_the_page_costs_the_same_for_few_and_for_many_units(everything, districts, log_in, staff):
    client, counts = log_in(staff), []
    client.get("/calendar/?month=2027-03")
    for first in (10, 30):
        for n in range(first, first + 20):
            make_item(
                make_unit(f"示例单位{n}", f"示例{n}", districts[0], n), deadline=DAY, year=2027
            )
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/calendar/?month=2027-03")
        assert "事项时限" in page.text
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_months_follow_the_clock_and_holidays_are_marked(db, staff, log_in):
    said = log_in(staff).get("/calendar/?month=2026-10").text
    assert "9月月度进展报送截止" in said and "9月锁定" in said and "拟制10月提示单" in said
    assert _mark(date(2026, 10, 1)) == "休"
    worked = next(
        d for n in range(366) if (d := date(2026, 1, 1) + timedelta(n)).weekday() >= 5 and _mark(d)
    )
    assert _mark(worked) == "班"
    assert _mark(date(2026, 3, 10)) == ""


@pytest.mark.parametrize("query", ["month=2026-13", "month=x", "day=2026-02-30", "month=9999-01", "day=0001-01-01", "kind=nonsense"])  # fmt: skip
def test_an_address_that_makes_no_sense_shows_a_month(query, db, staff, log_in):
    assert log_in(staff).get(f"/calendar/?{query}").status_code == 200


def test_somebody_elses_unit_is_not_found(everything, weather, officer, log_in):
    assert log_in(officer).get(f"/calendar/?unit={weather.pk}").status_code == 404


def test_the_export_has_every_row_of_the_month(everything, staff, log_in):
    response = log_in(staff).get("/calendar/?month=2027-03&kind=item&export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    flat = str([[cell.value for cell in row] for row in sheet.iter_rows()])
    assert "税务事项" in flat and "气象事项" in flat and "税务督办" not in flat


# --- Moving one shows what moves ------------------------------------------------------------------------


def shifts(kind, new, user, unit=None):
    source = sources.ledger(kind)
    row = source.rows(user).get()
    row.entry_url = ""
    return {s.label: (s.old, s.new) for s in moved(source, row, unit, user, DAY, new).shifts}


def test_an_item_moves_its_sheet_its_overdue_day_and_its_milestones(everything, tax, officer):
    found = shifts("item", date(2027, 3, 3), officer, tax)
    assert found["开始计为逾期"] == (date(2027, 3, 11), date(2027, 3, 4))
    assert found["里程碑“税务里程碑”"] == (DAY, date(2027, 3, 3))
    later = shifts("item", date(2027, 5, 20), officer, tax)
    assert "里程碑“税务里程碑”" not in later
    old, new = later["最早列入的提示单"]
    assert (Period.of(old), Period.of(new)) == (Period(2027, 2), Period(2027, 5))


def test_a_term_moves_its_countdown_and_an_order_its_warning(everything, officer):
    assert shifts("term", date(2028, 3, 10), officer)["提前 6 个月提示"] == (
        date(2026, 9, 10),
        date(2027, 9, 10),
    )
    assert shifts("order", date(2027, 3, 20), officer)["临期提醒"] == (
        date(2027, 3, 7),
        date(2027, 3, 17),
    )


def test_a_visit_that_moves_into_a_crowd_says_so(everything, tax, staff):
    for n in (1, 2):
        make_visit(tax, starts_on=date(2027, 4, 12 + n))
    source = sources.ledger("visit")
    row = source.rows(staff).get(purpose="税务调研")
    row.entry_url = ""
    found = moved(source, row, None, staff, DAY, date(2027, 4, 12))
    assert any("14 天内将有 3 次" in shift.note for shift in found.shifts)


def test_the_next_phase_begins_when_the_first_ends(everything, officer):
    YearPhase.objects.create(
        year=2027, phase="quarterly", starts_on=date(2027, 3, 11), ends_on=date(2027, 6, 30)
    )
    assert shifts_of_first_phase(officer)["2027年季度调研督导开始"] == (
        date(2027, 3, 11),
        date(2027, 4, 1),
    )


def shifts_of_first_phase(user):
    source = sources.ledger("phase")
    row = source.rows(user).get(phase="plan")
    return {s.label: (s.old, s.new) for s in source.shifts(row, DAY, date(2027, 3, 31))}


def test_a_day_on_which_nobody_works_offers_those_beside_it_and_names_what_else_is_due(
    everything, tax, officer, log_in
):
    item = make_item(tax, title="另一事项", deadline=date(2027, 3, 14), year=2027)
    page = log_in(officer).get(f"/calendar/order/{tax.supervision_orders.get().pk}/?to=2027-03-14")
    for text in (
        "不是工作日，可改为3月12日（周五）或3月15日（周一）",
        "另一事项",
        "+4 天",
        "只作推算",
    ):
        assert text.replace("3月", "2027年3月") in page.text or text in page.text, text
    item.refresh_from_db()
    assert (item.deadline, tax.supervision_orders.get().due_on) == (date(2027, 3, 14), DAY)


def test_a_wrong_date_is_said_and_a_foreign_entry_is_not_found(
    everything, tax, other_officer, officer, log_in
):
    order = tax.supervision_orders.get()
    page = log_in(officer).get(f"/calendar/order/{order.pk}/?to=bald")
    assert page.status_code == 422 and "日期应写成" in page.text
    assert log_in(other_officer).get(f"/calendar/order/{order.pk}/").status_code == 404
    assert log_in(officer).get(f"/calendar/nonsense/{order.pk}/").status_code == 404
