"""A large list is done by a worker: one run wins, a file that kills is given up.

The worker's own function runs here in the test's process; tests/faults/test_large_imports.py has a real worker.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils import timezone
from kombu.exceptions import OperationalError

from tasks.models import WorkItem
from tests.import_world import ROW, changed, table_counts, workbook
from units.models import Appointment, Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import asking, background, batches
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.imports.progress_file import sweep
from zhaotong_portal.workflow import NotAllowed, StateChanged

from .background_world import ROWS, files_of, fresh, killed, long_silent, run

pytestmark = pytest.mark.usefixtures("units", "every_file_is_large")


# --- Asking and doing --------------------------------------------------------------------------------


def test_a_large_upload_waits_is_read_previewed_written_and_taken_back(
    administrator, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        batch = asking.take_upload(workbook(ROWS), administrator)
    assert (batch.state, batch.job, sent) == ("uploaded", "read", [batch.pk])
    assert not batch.plan

    batch = run(batch)
    assert (batch.state, batch.job, batch.counts["create"]) == ("previewed", "", 3)

    asking.commit(batch.pk, administrator, skip_errors=True, seen=batch.plan["digest"])
    waiting = fresh(batch)
    assert (waiting.state, waiting.job, WorkItem.objects.count()) == ("previewed", "commit", 0)
    assert waiting.job_options == {"skip_errors": True, "seen": batch.plan["digest"]}
    batch = run(batch)
    assert (batch.state, batch.job, batch.committed_by) == ("committed", "", administrator)
    assert WorkItem.objects.count() == 3
    entry = AuditEntry.objects.get(action="import.committed")
    assert (entry.actor, entry.role) == (administrator, "administrator")

    asking.undo(batch.pk, administrator)
    assert WorkItem.objects.count() == 3
    assert run(batch).state == "undone"
    assert not WorkItem.objects.exists()


def test_a_small_file_with_many_rows_is_read_at_once_and_written_by_a_worker(
    administrator, settings
):
    settings.IMPORT_INLINE_BYTES, settings.IMPORT_INLINE_ROWS = 10**6, 2
    batch = asking.take_upload(workbook(ROWS), administrator)
    assert (batch.state, batch.job) == ("previewed", "")
    assert asking.commit(batch.pk, administrator).job == "commit"


def test_a_large_file_is_moved_into_place_and_not_copied_through_memory(administrator):
    content = workbook(ROWS).read()
    upload = TemporaryUploadedFile("清单.xlsx", "", len(content), None)
    upload.write(content)
    upload.seek(0)
    there = upload.temporary_file_path()
    batch = asking.take_upload(upload, administrator)
    upload.close()
    assert not Path(there).exists()
    with batch.file.open("rb") as kept:
        assert kept.read() == content
    assert run(batch).state == "previewed"


def test_where_no_broker_answers_the_upload_is_kept_and_sent_later(
    administrator, monkeypatch, sent, django_capture_on_commit_callbacks
):
    def refuse(*args, **options):
        raise OperationalError("connection refused")

    with monkeypatch.context() as broker:
        broker.setattr(current_app, "send_task", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            batch = asking.take_upload(workbook(ROWS), administrator)
    assert (fresh(batch).job, fresh(batch).job_sent_at, sent) == ("read", None, [])
    background.resume()
    assert sent == [batch.pk]
    background.resume()
    assert sent == [batch.pk], "sent once, not every minute anew"
    assert run(batch).state == "previewed"


def test_while_a_worker_has_the_batch_nobody_else_moves_it(previewed, administrator):
    asking.commit(previewed.pk, administrator)
    for move in (asking.commit, asking.reread, asking.undo, batches.commit, batches.cancel):
        with pytest.raises(StateChanged, match="正在后台处理|不能撤销"):
            move(previewed.pk, administrator)
    assert run(previewed).state == "committed"


def test_a_preview_that_is_no_longer_true_is_made_anew_and_says_so(previewed, administrator):
    asking.commit(previewed.pk, administrator, seen="another")
    batch = run(previewed)
    assert (batch.state, batch.job, WorkItem.objects.count()) == ("previewed", "", 0)
    assert batch.notice.startswith("预览之后平台上的数据有变化，没有写入。")


def test_faulty_rows_are_refused_with_a_word_on_the_page(administrator, log_in):
    batch = asking.take_upload(workbook([ROW, changed(c0="市不存在的办公室")]), administrator)
    run(batch)
    asking.commit(batch.pk, administrator)
    assert run(batch).notice.startswith("有 1 行不能导入，尚未写入任何数据。")
    assert (
        fresh(batch).notice in log_in(administrator).get(batch.get_absolute_url()).content.decode()
    )


def test_who_lost_the_right_meanwhile_writes_nothing(previewed, administrator):
    asking.commit(previewed.pk, administrator)
    administrator.appointments.all().delete()
    batch = run(previewed)
    assert (batch.state, batch.notice) == ("previewed", "只有管理员可以导入清单。")
    assert not WorkItem.objects.exists()
    with pytest.raises(NotAllowed):
        asking.commit(previewed.pk, type(administrator).objects.get(pk=administrator.pk))


def test_an_administrator_with_another_role_first_is_still_one_when_the_job_runs(
    uploaded, administrator
):
    Appointment.objects.create(person=administrator, role=Role.STAFF, starts_on=date(2020, 1, 1))
    administrator.forget_scope()
    assert administrator.scope.role == "staff"
    assert run(uploaded).state == "previewed"


# --- One winner --------------------------------------------------------------------------------------


def test_of_two_workers_with_the_same_job_one_does_it(uploaded):
    assert killed(uploaded, "first").job_attempts == 1
    assert background.claim(uploaded.pk, "second") is None
    assert run(uploaded, "second").job == "read"


def test_a_claim_is_a_compare_and_set(uploaded, monkeypatch):
    """The other worker was faster between this one's look and its claim."""
    is_running = background.is_running

    def while_another_claims(batch):
        monkeypatch.setattr(background, "is_running", is_running)
        assert background.claim(batch.pk, "faster") is not None
        return False

    monkeypatch.setattr(background, "is_running", while_another_claims)
    assert background.claim(uploaded.pk, "slower") is None
    assert fresh(uploaded).job_claim.startswith("faster")
    assert fresh(uploaded).job_attempts == 1


def test_a_run_that_lost_its_claim_writes_nothing(previewed, administrator):
    """A worker hung, its job was given to another, and then it went on."""
    asking.commit(previewed.pk, administrator)
    first = background.claim(previewed.pk, "hung")
    ImportBatch.objects.filter(pk=previewed.pk).update(job_claim="other-2", job_attempts=2)
    with pytest.raises(StateChanged):
        batches.commit(previewed.pk, administrator, claim=first.job_claim)
    with pytest.raises(StateChanged):
        background.end(first)
    assert (fresh(previewed).job_claim, WorkItem.objects.count()) == ("other-2", 0)


# --- Crashes -----------------------------------------------------------------------------------------


def test_a_fault_while_writing_keeps_the_file_under_a_number_and_nothing_else(
    previewed, administrator, monkeypatch
):
    from tasks.imports.items import ItemImporter

    asking.commit(previewed.pk, administrator)
    before = table_counts()
    keep_trail = ItemImporter._keep_trail

    def break_down(*args):
        keep_trail(*args)
        raise ZeroDivisionError

    monkeypatch.setattr(ItemImporter, "_keep_trail", break_down)
    batch = run(previewed)
    assert (batch.state, batch.job) == ("failed", "")
    assert batch.support_number
    assert batch.file.storage.exists(batch.file.name)
    assert table_counts() == before


def test_a_file_that_kills_its_worker_is_begun_twice_and_then_given_up(uploaded, administrator):
    killed(uploaded, "first")
    long_silent(uploaded)
    killed(uploaded, "second")
    long_silent(uploaded)
    batch = run(uploaded, "third")
    assert (batch.state, batch.job, batch.job_attempts) == ("failed", "", 0)
    assert batch.support_number
    assert batch.file.storage.exists(batch.file.name)
    # When the fault is mended the same file is read: the person asks anew.
    assert asking.reread(batch.pk, administrator).job == "read"
    assert run(batch, "fourth").state == "previewed"


def test_an_undo_that_kills_its_worker_leaves_the_import_as_it_is(committed, administrator):
    asking.undo(committed.pk, administrator)
    for delivery in ("first", "second"):
        killed(committed, delivery)
        long_silent(committed)
    batch = run(committed, "third")
    assert (batch.state, batch.job, WorkItem.objects.count()) == ("committed", "", 3)
    assert batch.support_number in batch.notice


def test_the_same_message_again_means_that_its_worker_is_gone(uploaded):
    killed(uploaded, "same")
    assert run(uploaded, "same").job == "read", "not redelivered: a copy of the message"
    assert run(uploaded, "same", redelivered=True).state == "previewed"


def test_a_job_whose_worker_fell_silent_is_sent_again_and_one_at_work_is_not(
    uploaded, sent, administrator
):
    killed(uploaded)
    ImportBatch.objects.update(job_sent_at=timezone.now() - timedelta(hours=1))
    background.resume()
    assert sent == []
    long_silent(uploaded)
    # The run is an hour old and still says how far it is.
    files_of(uploaded).write(stage="reading", done=1, total=3)
    background.resume()
    assert sent == []
    files_of(uploaded).remove()
    background.resume()
    assert sent == [uploaded.pk]
    assert run(uploaded, "next").state == "previewed"


def test_a_stop_asked_of_a_worker_that_died_is_kept(uploaded, administrator):
    killed(uploaded)
    asking.cancel(uploaded.pk, administrator)
    assert fresh(uploaded).job == "read"
    long_silent(uploaded)
    assert run(uploaded, "next").state == "cancelled"


def test_a_job_that_goes_on_for_too_long_is_ended(uploaded, settings):
    settings.IMPORT_JOB_SECONDS = -1
    batch = run(uploaded)
    assert (batch.state, batch.job) == ("failed", "")
    assert batch.support_number


def test_a_job_leaves_no_file_behind_and_what_a_killed_one_left_is_swept(uploaded, settings):
    killed(uploaded)
    files_of(uploaded).write(stage="reading", done=1, total=3)
    (left,) = settings.IMPORT_PROGRESS_ROOT.iterdir()
    sweep(3600)
    assert left.exists()
    sweep(-1)
    assert not left.exists()
    long_silent(uploaded)
    run(uploaded, "next")
    assert list(settings.IMPORT_PROGRESS_ROOT.iterdir()) == []
