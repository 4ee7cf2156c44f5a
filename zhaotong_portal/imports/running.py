"""A worker's run of a batch's job: the same functions as in a request, listened to."""

import logging
import time
from contextlib import suppress

from django.conf import settings
from django.db import OperationalError

from zhaotong_portal import progress
from zhaotong_portal.imports import background, batches
from zhaotong_portal.imports.models import ImportBatch, ImportState, Job
from zhaotong_portal.imports.permission import ADMINISTRATOR, refuse_others
from zhaotong_portal.imports.progress_file import ProgressFile
from zhaotong_portal.workflow import NotAllowed, StateChanged, WorkflowError

logger = logging.getLogger(__name__)


class TookTooLong(Exception):
    """The job went on for longer than any list needs."""


class Listener:
    """Writes down how far the run is, hears that somebody wants it to end, and ends it when it takes too long."""

    def __init__(self, batch):
        self.batch, self.file = batch, ProgressFile(batch.pk, batch.job_claim)
        self.began, self.told_at, self.now = time.monotonic(), 0, ""

    def stage(self, name):
        self.now = name
        self._tell(0, 0)
        if name == "checking" and self.batch.job == Job.READ:
            self._note_read()

    def step(self, done, total):
        if time.monotonic() - self.told_at >= settings.IMPORT_PROGRESS_SECONDS:
            self._tell(done, total)

    def settle(self):
        if not self.file.settle():
            raise progress.Stopped

    def _tell(self, done, total):
        if self.file.asked_to_stop_by():
            raise progress.Stopped
        if time.monotonic() - self.began > settings.IMPORT_JOB_SECONDS:
            raise TookTooLong(
                f"longer than {settings.IMPORT_JOB_SECONDS} s, {self.now} {done} of {total}"
            )
        self.file.write(stage=self.now, done=done, total=total)
        self.told_at = time.monotonic()

    def _note_read(self):
        """For lists of batches only; where another import writes meanwhile it is not worth waiting for."""
        with suppress(OperationalError):
            held = ImportBatch.objects.filter(pk=self.batch.pk, job_claim=self.batch.job_claim)
            held.update(state=ImportState.READ)


def run(batch_pk, delivery, redelivered=False):
    """Do the job of the batch, if it has one that nobody else does."""
    batch = background.claim(batch_pk, delivery, redelivered)
    if batch is None:
        return
    listener = Listener(batch)
    try:
        with progress.heard_by(listener):
            DO[batch.job](batch)
    except progress.Stopped:
        background.end_stopped(batch, listener.file.asked_to_stop_by())
    except StateChanged as lost:
        logger.warning("import job of batch %s: %s", batch.pk, lost.text)
    finally:
        listener.file.remove()


def _asker(batch):
    """Whoever asked, in the role that may: with the rights of now, not of then."""
    actor = batch.job_by
    if actor is None or not actor.is_active:
        raise NotAllowed("提出任务的人员已停用。")
    actor.acting_role = ADMINISTRATOR
    return actor


def _read(batch):
    held = ImportBatch.objects.get(pk=batch.pk)
    try:
        refuse_others(_asker(batch))
    except NotAllowed as error:
        background.end(batch, ImportState.CANCELLED, error.text)
        return
    batches.read_into(held)
    progress.settle()
    background.end_reading(held)


def _commit(batch):
    options = batch.job_options
    try:
        batches.commit(
            batch.pk, _asker(batch), options["skip_errors"], options["seen"], claim=batch.job_claim
        )
    except (batches.ImportFailed, batches.PreviewStale):
        pass  # the batch itself tells it
    except WorkflowError as error:
        background.end(batch, notice=error.text)


def _undo(batch):
    try:
        batches.undo(batch.pk, _asker(batch), claim=batch.job_claim)
    except WorkflowError as error:
        background.end(batch, notice=error.text)
    except progress.Stopped:
        raise
    except Exception:
        logger.exception("undoing of batch %s failed", batch.pk)
        background.give_up(batch)


DO = {Job.READ: _read, Job.COMMIT: _commit, Job.UNDO: _undo}
