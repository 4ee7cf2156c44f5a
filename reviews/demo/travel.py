"""Doing something as of another moment, so that the demonstration can use the real functions for its past."""

from contextlib import contextmanager
from unittest.mock import patch

from django.utils import timezone


@contextmanager
def as_of(moment):
    """Within it, the portal's clock stands at `moment`. Only for seeding: one process, one thread, no web."""
    with patch.object(timezone, "now", lambda: moment):
        yield
