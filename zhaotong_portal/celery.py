"""The Celery application. Jobs live in each app's `jobs.py`: an app here is called `tasks`."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

from zhaotong_portal.folder_broker import use_for_filesystem_urls

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

    from zhaotong_portal.startup import refuse_unfit_production

    try:
        refuse_unfit_production()
    except ImproperlyConfigured as error:
        # Celery logs what a signal's receiver raises and goes on; an exit it lets through.
        raise SystemExit(str(error)) from error
