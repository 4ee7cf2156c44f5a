"""The Celery application. Jobs live in each app's `jobs.py`: an app here is called `tasks`."""

import logging
import os

from celery import Celery
from celery.signals import beat_init, worker_init
from kombu.exceptions import OperationalError

from zhaotong_portal.folder_broker import use_for_filesystem_urls

logger = logging.getLogger(__name__)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotong_portal.settings")

use_for_filesystem_urls()
app = Celery("zhaotong_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")


@worker_init.connect
@beat_init.connect
def stop_unfit_production(**kwargs):
    """A worker or beat of an office starts under the same conditions as its web server."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error

    from zhaotong_portal.startup import refuse_unfit_production

    try:
        refuse_unfit_production()
    except (ImproperlyConfigured, Error) as error:
        # Celery logs what a signal's receiver raises and goes on; an exit it lets through.
        raise SystemExit(str(error)) from error


@beat_init.connect
def beat_at_once(**kwargs):
    """The first heartbeat does not wait a minute: a portal that has just come up is ready within seconds."""
    from zhaotong_portal.jobs import beat

    try:
        beat.apply_async(retry=False)
    except OperationalError as error:
        logger.warning("no heartbeat yet, the broker does not answer: %s", error)
