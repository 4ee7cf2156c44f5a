"""执行 pressed by two at the same moment: the year rolls over once."""

import pytest

from tasks.models import WorkItem
from tasks.rollover import choices
from tasks.rollover.plan import plan_of
from tasks.workflows import year_rollover as workflow
from tests.tasks.test_report_race import at_once, one_of_each
from zhaotong_portal.workflow import StateChanged

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_press_at_once(november, staff, colleague):
    seen = plan_of(2026, choices.of_year(2026).choices).digest
    results = at_once(
        lambda: workflow.carry_out(2026, staff, seen),
        lambda: workflow.carry_out(2026, colleague, seen),
    )
    told = one_of_each(results, StateChanged)
    assert "执行" in told.text
    new = WorkItem.objects.filter(year=2027)
    assert new.count() == 2
    assert new.exclude(continued_from=None).values("continued_from").distinct().count() == 2
