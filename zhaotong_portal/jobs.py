"""Jobs that belong to no app."""

import socket

from celery import shared_task

from zhaotong_portal.exports import background, tending
from zhaotong_portal.health import HEARTBEAT, keep_heartbeat
from zhaotong_portal.imports import background as import_jobs
from zhaotong_portal.imports import running
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


@shared_task(ignore_result=True)
def make_export(pk):
    """One long export; a second run of the same does nothing."""
    background.run(pk)


@shared_task(ignore_result=True)
def tend_exports():
    """Each minute: what waits is sent again, what is old is deleted."""
    tending.tend()


@shared_task(bind=True, ignore_result=True)
def run_import(self, batch_pk):
    """What is asked of the batch stands on its row; a second run of the same does nothing."""
    running.run(batch_pk, self.request.id, self.request.delivery_info.get("redelivered", False))


@shared_task(ignore_result=True, expires=60)
def resume_imports():
    """Each minute: jobs that no worker began, or whose worker is gone."""
    import_jobs.resume()
