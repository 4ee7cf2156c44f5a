"""Keeps what Celery's signals tell of scheduled jobs. A fault here never stops a job."""

import logging
from datetime import timedelta

from celery import signals
from django.conf import settings
from django.db import Error, transaction
from django.db.models import F
from django.utils import timezone

from zhaotong_portal.job_runs.models import JobRun, Outcome
from zhaotong_portal.support import new_support_number

log = logging.getLogger(__name__)

MOST_UNITS = 200
# Proves that worker and beat are alive (health.py); nobody wants to run it again.
LEFT_OUT = {"zhaotong_portal.jobs.beat"}
_began: dict[str, object] = {}


def scheduled() -> dict[str, object]:
    """{task name: how often}, of the jobs that are kept."""
    entries = settings.CELERY_BEAT_SCHEDULE.values()
    return {one["task"]: one["schedule"] for one in entries if one["task"] not in LEFT_OUT}


def connect():
    signals.task_prerun.connect(_begins, dispatch_uid="job runs begin")
    signals.task_postrun.connect(_ends, dispatch_uid="job runs end")


def _begins(task_id=None, task=None, **_):
    if task.name in scheduled():
        _began[task_id] = timezone.now()


def _ends(task_id=None, task=None, retval=None, state=None, **_):
    began = _began.pop(task_id, None)
    if began is None:
        return
    try:
        if state == "SUCCESS":
            keep(task.name, began, retval)
        elif state == "FAILURE":
            keep_failure(task.name, began, retval)
    except Error:
        log.exception("the run of %s was not kept", task.name)


@transaction.atomic
def keep(name, began, result=None) -> JobRun:
    """A run that went through. One that found nothing to do joins the one before it that found nothing either."""
    now = timezone.now()
    said, units = _told(result)
    if not said and not units:
        last = JobRun.objects.filter(name=name).first()
        if last and last.outcome == Outcome.IDLE:
            JobRun.objects.filter(pk=last.pk).update(
                began_at=began, ended_at=now, times=F("times") + 1
            )
            return last
        return JobRun.objects.create(name=name, began_at=began, ended_at=now, outcome=Outcome.IDLE)
    _drop_old(now)
    return JobRun.objects.create(
        name=name,
        began_at=began,
        ended_at=now,
        outcome=Outcome.DONE,
        said=said[:300],
        units=units[:MOST_UNITS],
    )


def keep_failure(name, began, error) -> JobRun:
    """A run that broke, under the number by which the log tells more."""
    number = new_support_number()
    log.error("job %s broke, support number %s: %r", name, number, error)
    return JobRun.objects.create(
        name=name,
        began_at=began,
        ended_at=timezone.now(),
        outcome=Outcome.FAILED,
        said=type(error).__name__[:300],
        support_number=number,
    )


def _told(result):
    if isinstance(result, dict) and {"said", "units"} & set(result):
        units = [[str(name), str(what)] for name, what in result.get("units", ())]
        return str(result.get("said", "")), units
    if isinstance(result, str):
        return result, []
    if isinstance(result, int) and result > 0:
        return f"处理 {result} 项", []
    return "", []


def _drop_old(now):
    JobRun.objects.filter(ended_at__lt=now - timedelta(days=settings.JOB_RUNS_KEEP_DAYS)).delete()
