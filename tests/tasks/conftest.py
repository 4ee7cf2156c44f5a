"""Fixtures of a running month (tests/tasks/month_world.py) for the tests of this app."""

from tests.tasks.month_workbook_world import officers  # noqa: F401
from tests.tasks.month_world import (  # noqa: F401
    branches,
    catalogue,
    clock,
    filled,
    line,
    november,
    report,
    sent,
    submitted,
)
