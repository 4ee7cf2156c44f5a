"""Whether this database is a demonstration: every page then says so."""

from zhaotong_portal.health_models import Heartbeat

MARK = "demo"


def is_demo() -> bool:
    return Heartbeat.objects.filter(name=MARK).exists()
