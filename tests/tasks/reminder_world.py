"""November's reminder sheets in the committee of tests/people.py: the 5th working day of the month is today."""

import pytest
import time_machine

from tasks.models import MonthlyReport, ReminderSheet, ReportState
from tasks.workflows.reminder import compose_month, issue
from tests.tasks.figures_world import NOVEMBER, at, make_item, make_month

OCTOBER = NOVEMBER.previous()
COMPOSED = at("2026-11-06 09:00")


@pytest.fixture
def today():
    """6 November 2026, nine o'clock: a Friday and the fifth working day."""
    with time_machine.travel(COMPOSED, tick=False) as traveller:
        yield traveller


@pytest.fixture
def november(today, units):
    make_month(OCTOBER)
    return make_month(NOVEMBER)


@pytest.fixture
def late_item(tax):
    return make_item(tax, "青年税务宣讲进校园", deadline="2026-10-31", percent=60)


@pytest.fixture
def composed(november, tax, late_item, officer, secretary):
    """市税务局's sheet of November, with one overdue item."""
    compose_month(NOVEMBER)
    return sheet_of(tax)


@pytest.fixture
def issued(composed, staff):
    issue(composed.pk, staff)
    return sheet_of(composed.unit)


def sheet_of(unit, period=NOVEMBER):
    return ReminderSheet.objects.live().get(unit=unit, period=period)


def report_of(unit, person, state, period=OCTOBER, **fields):
    """A report that `person` signed, in the state that is wanted."""
    signed = state in (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.RETURNED)
    when = at("2026-11-04 10:00")
    marks = {"signed_by": person, "signed_at": when, "first_signed_at": when} if signed else {}
    due = {"first_due_at": at("2026-11-04 18:00")} if signed else {}
    return MonthlyReport.objects.create(
        unit=unit, period=period, state=state, **marks, **due, **fields
    )
