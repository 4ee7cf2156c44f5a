"""Jobs that belong to no app."""

import socket

from celery import shared_task

from zhaotong_portal.health import HEARTBEAT, keep_heartbeat
from zhaotong_portal.table_statistics import refresh_statistics


@shared_task(ignore_result=True, expires=60)
def beat():
    """Beat sends it, a worker runs it: the row that it leaves proves broker, beat and worker at once.

    It expires, so that a worker that comes back does not work through an hour of old heartbeats.
    """
    keep_heartbeat(HEARTBEAT, host=socket.gethostname())


@shared_task(ignore_result=True)
def learn_table_sizes():
    """Nightly, after what the day brought in."""
    refresh_statistics()
