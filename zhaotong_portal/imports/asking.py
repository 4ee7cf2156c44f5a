"""What the pages ask for: done in the request when the file is small, else by a worker while the page shows how far.

Each function returns the batch as it is then; a batch with a `job` is waiting for a worker.
"""

from django.conf import settings
from django.db import transaction

from zhaotong_portal.imports import background, batches
from zhaotong_portal.imports.models import ImportBatch, ImportState, Job
from zhaotong_portal.imports.permission import refuse_others


def is_large_file(batch) -> bool:
    if not batch.file:
        return False
    try:
        return batch.file.size > settings.IMPORT_INLINE_BYTES
    except FileNotFoundError:
        return False  # reading it says so


def has_many_rows(batch) -> bool:
    """Writing and taking back cost by the row, however small the file."""
    return is_large_file(batch) or batch.counts.get("rows", 0) > settings.IMPORT_INLINE_ROWS


def take_upload(file, actor, **hints) -> ImportBatch:
    with transaction.atomic():
        batch = batches.keep(file, actor, **hints)
        if is_large_file(batch):
            background.ask(batch, Job.READ, actor)
    return look(batch)


def reread(batch_pk, actor, *, kind="", year=None, month=None) -> ImportBatch:
    """Also where a worker that took the file is gone: the reading begins anew."""
    refuse_others(actor)
    with transaction.atomic():
        batch = batches.locked(batch_pk)
        if batch.job == Job.READ and not background.is_running(batch):
            batch.put_job_down()
            batch.save()
        batch = batches.with_other_hints(batch_pk, kind, year, month)
        begin_reading(batch, actor)
    return look(batch)


def begin_reading(batch, actor):
    """Save a changed batch, in the caller's transaction and under its lock; then call `look` with it."""
    if is_large_file(batch):
        batch.state = ImportState.UPLOADED
        background.ask(batch, Job.READ, actor)
    else:
        batch.save()


def look(batch) -> ImportBatch:
    """Read it now, unless a worker was asked to."""
    if not batch.job:
        batches.preview(batch)
    return batch


def commit(batch_pk, actor, skip_errors=False, seen="") -> ImportBatch:
    refuse_others(actor)
    with transaction.atomic():
        batch = batches.locked(batch_pk)
        if batch.state == ImportState.PREVIEWED and has_many_rows(batch):
            batches.refuse_busy(batch)
            background.ask(batch, Job.COMMIT, actor, skip_errors=skip_errors, seen=seen)
            return batch
    return batches.commit(batch_pk, actor, skip_errors=skip_errors, seen=seen)


def undo(batch_pk, actor) -> ImportBatch:
    refuse_others(actor)
    with transaction.atomic():
        batch = batches.locked(batch_pk)
        if batch.state == ImportState.COMMITTED and has_many_rows(batch):
            batches.refuse_busy(batch)
            background.ask(batch, Job.UNDO, actor)
            return batch
    return batches.undo(batch_pk, actor)


def cancel(batch_pk, actor) -> ImportBatch:
    """A waiting batch, or the job that a worker does for it."""
    batch = ImportBatch.objects.without_rows().get(pk=batch_pk)
    if not batch.job:
        return batches.cancel(batch_pk, actor)
    background.stop(batch_pk, actor)
    return ImportBatch.objects.get(pk=batch_pk)
