"""Fixtures of a running month (tests/tasks/month_world.py) for the tests of what goes wrong."""

from tests.tasks.month_world import (  # noqa: F401
    branches,
    catalogue,
    clock,
    filled,
    november,
    report,
    sent,
    submitted,
)
