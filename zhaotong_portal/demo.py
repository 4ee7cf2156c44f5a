"""Whether this database is a demonstration: every page then says so."""

import time

from django.utils import timezone

from zhaotong_portal.health_models import Heartbeat

MARK = "demo"
REMEMBERED_SECONDS = 60
_remembered: dict[str, tuple[float, bool]] = {}


def is_demo() -> bool:
    return Heartbeat.objects.filter(name=MARK).exists()


def pages_say_demo() -> bool:
    """The same for every page, remembered for a minute by each process: the mark comes once and stays."""
    at, found = _remembered.get(MARK, (float("-inf"), False))
    if time.monotonic() - at > REMEMBERED_SECONDS:
        found = is_demo()
        _remembered[MARK] = (time.monotonic(), found)
    return found


def forget():
    """After the mark was set or the database exchanged within this process."""
    _remembered.clear()


def mark_as_demo():
    """From now on every page says 演示数据."""
    forget()
    Heartbeat.objects.get_or_create(name=MARK, defaults={"at": timezone.now()})
