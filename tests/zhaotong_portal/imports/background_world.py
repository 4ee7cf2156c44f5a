"""A list whose every step is a worker's: what is asked, sent and run. The fixtures stand in conftest.py."""

from datetime import timedelta

from django.utils import timezone

from tests.import_world import changed
from zhaotong_portal.imports import asking, background, running
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.imports.progress_file import ProgressFile

ROWS = [changed(c2=f"服务事项{n}") for n in range(3)]


def fresh(batch):
    return ImportBatch.objects.get(pk=batch.pk)


def files_of(batch):
    return ProgressFile(batch.pk, fresh(batch).job_claim)


def run(batch, delivery="d1", **options):
    running.run(batch.pk, delivery, **options)
    return fresh(batch)


def killed(batch, delivery="killed"):
    """A worker takes the job and is gone at once, as after SIGKILL."""
    assert background.claim(batch.pk, delivery) is not None
    return fresh(batch)


def long_silent(batch):
    """The run has said nothing for an hour."""
    ImportBatch.objects.filter(pk=batch.pk).update(
        job_claimed_at=timezone.now() - timedelta(hours=1), job_sent_at=timezone.now() - timedelta(hours=1)
    )  # fmt: skip


def stop_at(monkeypatch, batch, stage, actor):
    """The person presses the button when the run is at this stage; the stages that the run came to."""
    seen, tell = [], running.Listener.stage

    def and_press(listener, name):
        seen.append(name)
        if name == stage:
            asking.cancel(batch.pk, actor)
        tell(listener, name)

    monkeypatch.setattr(running.Listener, "stage", and_press)
    return seen
