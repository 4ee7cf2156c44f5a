"""A batch's job for a worker: asked, sent, claimed, and ended or made up for.

The row is the truth, the message to the worker only says which row. Two workers never hold one job: a claim is a
compare-and-set of the row, and the run that lost its claim writes nothing. Each start is counted before the work
begins, in a transaction of its own: a file that kills its worker is given up after IMPORT_JOB_ATTEMPTS starts.
"""

import logging
import secrets
import time
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from zhaotong_portal.audit.trail import record
from zhaotong_portal.handing_over import hand_over
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.models import ImportBatch, ImportState, Job
from zhaotong_portal.imports.permission import ADMINISTRATOR, refuse_others
from zhaotong_portal.imports.progress_file import ProgressFile, sweep
from zhaotong_portal.workflow import StateChanged

logger = logging.getLogger(__name__)
JOB = "zhaotong_portal.jobs.run_import"
STOPPED = {
    Job.COMMIT: "已停止导入，没有写入任何数据。可以重新导入，或取消这一批。",
    Job.UNDO: "已停止撤销，数据没有变化。",
}
INTERRUPTED = {
    Job.UNDO: "撤销多次中断，数据没有变化。支持编号 {number}，请告诉系统维护人员。",
}
TOO_LATE = {
    Job.READ: "文件刚刚读完，来不及停止。不需要的，请在预览页取消。",
    Job.COMMIT: "数据刚刚写完，来不及停止。不需要的，可以整批撤销。",
    Job.UNDO: "刚刚撤销完，来不及停止。",
}
SWEEP_AFTER_SECONDS = 24 * 3600


def ask(batch, job, actor, **options):
    """Let a worker do it, in the caller's transaction; `batch` is under lock or new."""
    batch.take_job_up(job, actor, options)
    batch.save()
    transaction.on_commit(lambda: send(batch.pk))


def send(batch_pk):
    """Hand the job over. Where no broker answers the row waits, and `resume` sends it later: nothing is lost."""
    if not hand_over(JOB, batch_pk):
        ImportBatch.objects.filter(pk=batch_pk, job_claim="").update(job_sent_at=None)


def is_stalled(batch) -> bool:
    """A worker took the job and has said nothing for long: it was killed, or hangs."""
    if not batch.job_claim:
        return False
    written = ProgressFile(batch.pk, batch.job_claim).written_at
    last = max(batch.job_claimed_at.timestamp(), written)
    return time.time() - last > settings.IMPORT_STALLED_SECONDS


def is_running(batch) -> bool:
    return bool(batch.job_claim) and not is_stalled(batch)


def is_overdue(batch) -> bool:
    """Nobody has begun the job, though there was time to."""
    waited = timezone.now() - batch.job_at
    return not batch.job_claim and waited.total_seconds() > settings.IMPORT_OVERDUE_SECONDS


def claim(batch_pk, delivery, redelivered=False) -> ImportBatch | None:
    """Take the job of the batch; None when it has none, somebody else has it, or it was begun too often.

    `delivery` names the message. The broker delivers one again only when the worker that had it is gone, so that
    its claim may be taken over at once.
    """
    batch = ImportBatch.objects.with_job().without_rows().filter(pk=batch_pk).first()
    if batch is None:
        return None
    was_ours = redelivered and batch.job_claim.startswith(delivery)
    if is_running(batch) and not was_ours:
        return None
    before = ProgressFile(batch.pk, batch.job_claim)
    try:
        if stopped_by := before.asked_to_stop_by():
            end_stopped(batch, stopped_by)
            return None
        if batch.job_attempts >= settings.IMPORT_JOB_ATTEMPTS:
            give_up(batch)
            return None
        return _take(batch, delivery)
    finally:
        before.remove()


def _take(batch, delivery):
    taken = _unchanged(batch).update(
        job_claim=f"{delivery}-{secrets.token_hex(4)}",  # no two runs share a name, nor files
        job_claimed_at=timezone.now(),
        job_attempts=F("job_attempts") + 1,
    )
    if not taken:
        return None
    return ImportBatch.objects.select_related("job_by").without_rows().get(pk=batch.pk)


def _unchanged(batch):
    """The row, unless somebody else took or ended the job since it was read."""
    return ImportBatch.objects.filter(
        pk=batch.pk, job=batch.job, job_claim=batch.job_claim, job_attempts=batch.job_attempts
    )


def _held(batch):
    """The batch under lock, while the claim on it is still the one that `batch` had. Raises StateChanged."""
    now = _unchanged(batch).select_for_update().first()
    if now is None:
        raise StateChanged("这批数据已由别的后台任务接手。")
    return now


@transaction.atomic
def end(batch, state=None, notice=""):
    """The job is over: done, or given up with a word to whoever asked."""
    batch = _held(batch)
    batch.state = state or batch.state
    batch.put_job_down(notice)
    batch.save()


@transaction.atomic
def end_reading(batch):
    """What a run found in the file becomes the batch's, if the run still holds it."""
    _held(batch)
    batch.put_job_down()
    batch.save()


@transaction.atomic
def end_stopped(batch, actor_pk):
    """Somebody stopped the job: nothing of it was written."""
    batch = _held(batch)
    job, actor = batch.job, get_user_model().objects.get(pk=actor_pk)
    actor.acting_role = ADMINISTRATOR
    batch.put_job_down(STOPPED.get(job, ""))
    if job == Job.READ:
        batch.state = ImportState.CANCELLED
        record(actor, "import.cancelled", "取消导入", batch)
    else:
        record(actor, "import.stopped", f"停止{Job(job).label}", batch)
    batch.save()


@transaction.atomic
def give_up(batch):
    """Nobody could finish the job: a support number, the file kept, nothing written."""
    batch = _held(batch)
    job = batch.job
    logger.error("%s of batch %s given up after %s starts", job, batch.pk, batch.job_attempts)
    state = batch.state
    batches.mark_failed(batch)
    batch.put_job_down(INTERRUPTED.get(job, "").format(number=batch.support_number))
    if job == Job.UNDO:
        batch.state = state  # what was imported stays so
    batch.save()


def stop(batch_pk, actor):
    """End the job: at once where nobody does it, else as soon as the run hears of it. Raises StateChanged.

    A run is told by a file: while it writes, on SQLite nobody else can change the row.
    """
    refuse_others(actor)
    batch = ImportBatch.objects.with_job().without_rows().filter(pk=batch_pk).first()
    if batch is None:
        raise StateChanged("后台处理已经结束。")
    if not is_running(batch):
        end_stopped(batch, actor.pk)
    elif not ProgressFile(batch.pk, batch.job_claim).stop(actor):
        raise StateChanged(TOO_LATE[batch.job])


def resume():
    """Each minute: jobs that nobody began or whose worker is gone are sent once more."""
    before = timezone.now() - timedelta(seconds=settings.IMPORT_RESEND_SECONDS)
    for batch in ImportBatch.objects.with_job().without_rows().order_by("pk"):
        sent_lately = batch.job_sent_at and batch.job_sent_at > before
        if sent_lately or is_running(batch):
            continue
        if _unchanged(batch).update(job_sent_at=timezone.now()):
            send(batch.pk)
    sweep(SWEEP_AFTER_SECONDS)
