"""换届 on the sheet: six, three and one month before, in the month itself, and every month once it is overdue."""

from datetime import date

import pytest

from tasks.models import LineState, SheetLine
from tasks.term_facts import speaks_in
from tasks.workflows.reminder import compose_month, issue
from tests.tasks.figures_world import NOVEMBER
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from tests.tasks.reminder_world import sheet_of
from units.ledger.terms import complete, delay
from units.models import PartyOrganisation, Term


@pytest.mark.parametrize(
    "ends, speaks",
    [
        (date(2027, 5, 31), True),
        (date(2027, 4, 30), False),
        (date(2027, 2, 1), True),
        (date(2027, 1, 31), False),
        (date(2026, 12, 1), True),
        (date(2026, 11, 30), True),
        (date(2027, 6, 1), False),
    ],
)
def test_the_months_of_the_countdown(ends, speaks):
    assert speaks_in(ends, NOVEMBER) is speaks


def test_an_overdue_term_stands_on_the_sheet_until_the_election_is_recorded(november, tax, staff):
    branch = PartyOrganisation.objects.create(unit=tax, name="机关一支部", kind="branch")
    term = Term.objects.create(
        organisation=branch, begins_on=date(2023, 9, 30), due_on=date(2026, 9, 30)
    )
    compose_month(NOVEMBER)
    line = SheetLine.objects.get(condition="term_overdue")
    assert line.heading == "机关一支部换届"
    assert "已于9月30日届满，超期37天" in line.text
    issue(sheet_of(tax).pk, staff)
    complete(term.pk, staff, date(2026, 11, 6))
    assert SheetLine.objects.get(condition="term_overdue").state == LineState.CLOSED


@pytest.mark.parametrize("how", ["delayed", "dissolved"])
def test_an_approved_delay_or_the_end_of_the_organisation_closes_the_line(how, november, tax, staff):  # fmt: skip
    branch = PartyOrganisation.objects.create(unit=tax, name="机关一支部", kind="branch")
    term = Term.objects.create(
        organisation=branch, begins_on=date(2023, 9, 30), due_on=date(2026, 9, 30)
    )
    compose_month(NOVEMBER)
    issue(sheet_of(tax).pk, staff)
    if how == "delayed":
        delay(term.pk, staff, date(2027, 9, 30), "关于同意延期换届的批复")
    else:
        branch.dissolved_on = date(2026, 11, 1)
        branch.save()
    assert SheetLine.objects.get(condition="term_overdue").state == LineState.CLOSED
