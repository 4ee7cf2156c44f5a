"""Whether this database is a demonstration: every page then says so."""

from django.utils import timezone

from zhaotong_portal.health_models import Heartbeat

MARK = "demo"


def is_demo() -> bool:
    return Heartbeat.objects.filter(name=MARK).exists()


def mark_as_demo():
    """From now on every page says 演示数据."""
    Heartbeat.objects.get_or_create(name=MARK, defaults={"at": timezone.now()})
