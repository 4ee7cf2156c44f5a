"""差评件, 督查走访 and 问题线索 in the calendar of deadlines: by scope, open or not, also without a unit."""

from datetime import date

import pytest

from reviews.models import Clue, Inspection, InspectionVisit, RatingCase
from tasks.deadlines.entries import Wanted, counted, listed
from tests.reviews.rating_world import rate
from zhaotong_portal.period import Period

DAY = date(2027, 3, 10)  # nothing else is due there
MONTH = Period.of(DAY)


@pytest.fixture
def case(point):
    rate(point, 2)
    RatingCase.objects.update(due_on=DAY)
    return RatingCase.objects.get()


def clue(channel, number, **fields):
    return Clue.objects.create(
        channel=channel, outside_number=number, **{"title": f"线索{number}", "due_on": DAY} | fields
    )


def visit(unit, kind, **fields):
    inspection = Inspection.objects.create(
        title=f"{unit.short_name}{kind}", kind=kind, theme="党费", begins_on=DAY, ends_on=DAY
    )
    return InspectionVisit.objects.create(inspection=inspection, unit=unit, planned_on=DAY, **fields)  # fmt: skip


def entries(user, **wanted):
    found = listed(Wanted(user, MONTH.first_day, MONTH.last_day, **wanted))
    return sorted((entry.kind, entry.title, entry.is_open) for entry in found)


def test_a_case_is_named_by_its_number_to_its_unit(case, officer, other_officer, administrator):
    assert entries(officer) == [("rating_case", str(case), True)]
    assert entries(other_officer) == entries(administrator) == []
    RatingCase.objects.update(state="no_basis")
    assert entries(officer) == [("rating_case", str(case), False)]
    assert entries(officer, open_only=True) == []


def test_clues_are_the_committees_with_and_without_a_unit(channel, tax, staff, officer, log_in):
    first, second = clue(channel, "1"), clue(channel, "2", unit=tax, state="forwarded")
    clue(channel, "3", state="fed_back")
    assert entries(officer) == []
    assert entries(staff) == [("clue", "线索1", True), ("clue", "线索2", True)]
    assert entries(staff, unit=tax) == [("clue", "线索2", True)]
    day = log_in(staff).get(f"/calendar/?day={DAY.isoformat()}")
    assert "线索1" in day.text and "线索2" in day.text
    for row in (first, second):
        assert row.get_absolute_url() in log_in(staff).get(f"/calendar/clue/{row.pk}/").text


def test_unannounced_visits_are_there_for_those_only_who_know(tax, weather, officer, staff, named):
    visit(tax, "inspection")
    visit(weather, "inspection", state="cancelled")
    visit(tax, "unannounced")
    assert [kind for kind, *_ in entries(officer)] == ["inspection"]
    assert len(entries(staff)) == 1
    named(staff)
    assert len(entries(staff)) == 2
    (found,) = counted(Wanted(staff, DAY, DAY))
    assert (found.kind, found.count) == ("inspection", 2)
