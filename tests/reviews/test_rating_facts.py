"""A low satisfaction of the last three months stands on the sheet, from thirty ratings on."""

import pytest

from reviews.models import UnitMonthReviews
from tasks.closing import facts_changed
from tasks.models import LineState, SheetLine
from tasks.workflows.reminder import compose_month, issue
from tests.tasks.figures_world import NOVEMBER
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from tests.tasks.reminder_world import OCTOBER, sheet_of


def rated(unit, good, bad, period=OCTOBER):
    UnitMonthReviews.objects.create(
        unit=unit, district=unit.district, period=period, grade_5=good, grade_1=bad
    )


@pytest.mark.parametrize("good, bad, said", [(26, 4, True), (25, 4, False), (27, 3, False)])
def test_few_ratings_or_a_good_rate_say_nothing(november, tax, good, bad, said):
    rated(tax, good, bad)
    compose_month(NOVEMBER)
    lines = SheetLine.objects.filter(condition="low_rating")
    assert lines.exists() is said
    if said:
        assert "8月至10月群众评议满意率86.7%（30条有效评议），低于90" in lines.get().text


def test_the_line_closes_when_the_rate_has_come_up(november, tax, staff):
    rated(tax, 26, 4)
    compose_month(NOVEMBER)
    issue(sheet_of(tax).pk, staff)
    facts_changed(tax.pk)
    assert SheetLine.objects.get(condition="low_rating").state == LineState.OPEN
    rated(tax, 60, 0, NOVEMBER)
    facts_changed(tax.pk)
    assert SheetLine.objects.get(condition="low_rating").state == LineState.CLOSED
