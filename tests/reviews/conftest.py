import pytest

from tests.reviews.rating_world import *  # noqa: F403
from tests.reviews.rectification_world import channel, checklist, named  # noqa: F401


@pytest.fixture(autouse=True)
def every_hour_is_usual(settings):
    """A test that runs at night says the same as by day; test_signals.py sets hours of its own."""
    settings.RATING_USUAL_HOURS = (0, 24)
