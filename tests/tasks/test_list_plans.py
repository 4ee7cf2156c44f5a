"""Lists walk an index and stop after a page: what the database plans for, at a size where it matters."""

import pytest
from django.db import connection

from tasks.item_filter import ordered, with_standing
from tasks.models import ItemKind, WorkItem
from tests.people import make_unit
from zhaotong_portal.jobs import learn_table_sizes

UNITS, ITEMS_OF_A_UNIT = 20, 150


@pytest.fixture
def many_items(districts):
    units = [
        make_unit(f"示例单位{n:02}", f"示例{n:02}", districts[n % 2], 500 + n) for n in range(UNITS)
    ]
    WorkItem.objects.bulk_create(
        WorkItem(
            unit=unit, kind=ItemKind.KEY_TASK, year=2023 + n % 3, title=f"事项{n}", title_key=f"事项{n}", order=n
        )
        for unit in units
        for n in range(ITEMS_OF_A_UNIT)
    )  # fmt: skip
    learn_table_sizes()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def plan_of_a_page(rows):
    return rows[:50].explain()


def reads_all_of(table, plan):
    """A table read from end to end: `SCAN table` of SQLite (whatever index it follows), `Seq Scan on table`."""
    return f"SCAN {table}" in plan or f"Seq Scan on {table}" in plan


def test_a_page_of_items_walks_the_units_in_order(many_items):
    rows = ordered(with_standing(WorkItem.objects.all()), None).select_related("unit__district")
    plan = plan_of_a_page(rows)
    assert not reads_all_of("tasks_workitem", plan), plan
    assert "units_unit_protocol_order" in plan, plan
    # Only what stands behind the unit is sorted, unit by unit.
    assert "RIGHT PART OF ORDER BY" in plan or "Presorted Key: units_unit.protocol_order" in plan


def test_overdue_items_are_found_by_their_deadline(many_items):
    plan = WorkItem.objects.overdue().order_by().explain()
    assert "item_by_deadline" in plan, plan
