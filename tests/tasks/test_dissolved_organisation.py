"""An organisation that was dissolved and is then reported on: the month asks and takes nothing for it, and keeps what was typed."""

from datetime import date

import pytest

from tasks.contents import asked_cells
from tasks.lines import save_value
from tasks.models import Indicator, IndicatorValue
from tests.tasks.month_world import NOVEMBER, OCTOBER
from units.models import SetupKind
from units.workflows import setup_act


@pytest.fixture
def dissolved(report, branches, officer, staff):
    """机关第一党支部 as of 20 November, with what October said and what was typed before anybody knew."""
    topic = Indicator.objects.get(code="first_topic")
    IndicatorValue.objects.create(
        indicator=topic, unit=report.unit, organisation=branches[0], period=OCTOBER, state="reported", value=3
    )  # fmt: skip
    save_value(report, topic.pk, branches[0].pk, officer, "2")
    act = setup_act.propose(
        officer, report.unit, kind=SetupKind.DISSOLVE, organisation=branches[0], effective_on=date(2026, 11, 20),
        reason="内设机构撤并。",
    )  # fmt: skip
    setup_act.approve(act.pk, staff, "昭直党组〔2026〕1号")
    branches[0].refresh_from_db()
    return branches[0]


def test_the_months_after_ask_nothing_of_it_and_the_months_before_do(report, dissolved):
    def holders(period):
        return {cell.organisation for cell in asked_cells(report.unit, period) if cell.organisation}

    assert dissolved in holders(OCTOBER)
    assert dissolved not in holders(NOVEMBER)


def test_what_is_typed_for_it_is_refused_and_what_was_typed_is_kept(report, dissolved, officer):
    topic = Indicator.objects.get(code="first_topic")
    with pytest.raises((IndicatorValue.DoesNotExist, type(dissolved).DoesNotExist)):
        save_value(report, topic.pk, dissolved.pk, officer, "5")
    kept = IndicatorValue.objects.filter(organisation=dissolved).order_by("period")
    assert [(row.period, row.value) for row in kept] == [(OCTOBER, 3), (NOVEMBER, 2)]
