"""A worker that is killed while it writes a large list, or told to stop: nothing half-imported, nothing lost.

A real Celery worker in a process of its own; the test is the web server, the person at the page, and beat.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bench.imports import workbook
from tasks.models import WorkItem
from tests.import_world import all_units  # noqa: F401
from tests.processes import wait_for
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import asking, background
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.imports.progress_file import ProgressFile

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("all_units"),
]
ROWS = 8000


@pytest.fixture(scope="module")
def content():
    return workbook(ROWS)


@pytest.fixture
def large_worker(worker, settings):
    """The worker shares the folders of the test's web server; a second of silence is long here."""
    settings.MEDIA_ROOT = worker.folder / "attachments"
    settings.IMPORT_PROGRESS_ROOT = worker.folder / "import-progress"
    settings.IMPORT_INLINE_BYTES = 100_000
    settings.IMPORT_STALLED_SECONDS = 1
    settings.IMPORT_RESEND_SECONDS = 0
    return worker


@pytest.fixture
def start(large_worker):
    def start_again(**options):
        return large_worker.start(IMPORT_STALLED_SECONDS="1", **options)

    return start_again


def fresh(batch):
    return ImportBatch.objects.defer("plan", "effects").get(pk=batch.pk)


def upload(content, actor, name="清单.xlsx"):
    return asking.take_upload(SimpleUploadedFile(name, content), actor)


def ended(batch):
    wait_for(lambda: not fresh(batch).job, 60, "the end of the job")
    return fresh(batch)


def writing(batch, attempt=1):
    """Wait until this run is in the middle of it: its transaction is open, rows are being written."""

    def stage():
        now = fresh(batch)
        said = ProgressFile(batch.pk, now.job_claim).read()
        return now.job_attempts == attempt and said.get("stage") == "writing"

    wait_for(stage, 60, "rows being written")


def made_up_for(batch):
    """What beat does each minute, once the dead run has been silent for long enough."""
    wait_for(lambda: background.is_stalled(fresh(batch)), 10, "the silence to be long")
    background.resume()


def test_a_file_whose_worker_is_killed_while_writing_is_tried_again_and_given_up(
    administrator, large_worker, start, content
):
    start()
    batch = upload(content, administrator)
    assert batch.state == "uploaded"
    assert ended(batch).state == "previewed"

    asking.commit(batch.pk, administrator)
    for attempt in (1, 2):
        writing(batch, attempt)
        large_worker.kill()
        assert WorkItem.objects.count() == 0
        assert (fresh(batch).job, fresh(batch).job_attempts) == ("commit", attempt)
        start()
        made_up_for(batch)
    given_up = ended(batch)
    assert given_up.state == "failed"
    assert given_up.support_number
    assert given_up.file.storage.exists(given_up.file.name)
    assert WorkItem.objects.count() == 0

    # The worker lives and does the next one; the same file may be asked for anew.
    asking.reread(batch.pk, administrator)
    assert ended(batch).state == "previewed"
    asking.commit(batch.pk, administrator)
    assert ended(batch).state == "committed"
    assert WorkItem.objects.count() == ROWS


def test_a_list_is_stopped_while_it_is_written_and_then_imported_by_one_of_many(
    administrator, large_worker, start, content
):
    start(concurrency=4)
    batch = upload(content, administrator)
    for _ in range(4):
        background.send(batch.pk)
    assert ended(batch).state == "previewed"

    asking.commit(batch.pk, administrator)
    writing(batch)
    # On SQLite nobody else could write to the database now.
    assert asking.cancel(batch.pk, administrator).state == "previewed"
    stopped = ended(batch)
    assert (stopped.state, WorkItem.objects.count()) == ("previewed", 0)
    assert stopped.notice.startswith("已停止导入，没有写入任何数据。")
    assert AuditEntry.objects.filter(action="import.stopped", actor=administrator).count() == 1

    asking.commit(batch.pk, administrator)
    for _ in range(4):
        background.send(batch.pk)
    assert ended(batch).state == "committed"
    assert WorkItem.objects.count() == ROWS
    assert AuditEntry.objects.filter(action="import.committed").count() == 1
