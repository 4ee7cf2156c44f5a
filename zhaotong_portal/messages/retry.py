"""When a delivery that failed is tried again, and when it is given up."""

from datetime import datetime, timedelta

from django.conf import settings

from zhaotong_portal.messages.hours import next_sending_moment

# A short pause for a hiccup, long ones for a server that is being mended: eight attempts reach into the next day.
RETRY_MINUTES = (1, 5, 15, 60, 180, 360, 720)


def retry_delay(attempts: int) -> timedelta | None:
    """How long to wait after the `attempts`-th attempt failed; None: it was the last one."""
    if attempts < 1:
        raise ValueError("A delay follows an attempt: count from 1")
    if attempts >= settings.DELIVERY_MAX_ATTEMPTS:
        return None
    minutes = getattr(settings, "DELIVERY_RETRY_MINUTES", RETRY_MINUTES)
    return timedelta(minutes=minutes[min(attempts, len(minutes)) - 1])


def next_attempt_at(attempts: int, now: datetime) -> datetime | None:
    """The moment of the next attempt, within the hours at which people may be disturbed; None: given up."""
    delay = retry_delay(attempts)
    return None if delay is None else next_sending_moment(now + delay)
