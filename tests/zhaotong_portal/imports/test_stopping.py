"""Whoever may import stops what a worker does, at every stage, and nothing of it was written."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tasks.models import WorkItem
from tests.import_world import table_counts
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import asking, running
from zhaotong_portal.imports.progress_file import ProgressFile
from zhaotong_portal.workflow import NotAllowed, StateChanged

from .background_world import files_of, fresh, killed, run, stop_at

pytestmark = pytest.mark.usefixtures("units", "every_file_is_large")


def test_what_no_worker_has_begun_is_cancelled_at_once(uploaded, administrator):
    batch = asking.cancel(uploaded.pk, administrator)
    assert (batch.state, batch.job) == ("cancelled", "")
    assert run(uploaded).state == "cancelled"
    assert AuditEntry.objects.get(action="import.cancelled").actor == administrator


@pytest.mark.parametrize("stage", ["reading", "checking"])
def test_reading_is_cancelled_at_each_stage(uploaded, administrator, monkeypatch, stage):
    before = table_counts()
    seen = stop_at(monkeypatch, uploaded, stage, administrator)
    batch = run(uploaded)
    assert seen[-1] == stage
    assert (batch.state, batch.job, batch.plan) == ("cancelled", "", {})
    assert AuditEntry.objects.get(action="import.cancelled").actor == administrator
    after = table_counts()
    assert {name for name in after if after[name] != before[name]} == {AuditEntry._meta.label}
    # The file is still there: another look at it needs no other upload.
    monkeypatch.undo()
    assert asking.reread(uploaded.pk, administrator).job == "read"
    assert run(uploaded).state == "previewed"


@pytest.mark.parametrize("stage", ["reading", "checking", "writing"])
def test_writing_is_stopped_at_each_stage_and_can_be_begun_again(
    previewed, administrator, monkeypatch, stage
):
    asking.commit(previewed.pk, administrator)
    seen = stop_at(monkeypatch, previewed, stage, administrator)
    batch = run(previewed)
    assert seen[-1] == stage
    assert (batch.state, batch.job, WorkItem.objects.count()) == ("previewed", "", 0)
    assert batch.notice == "已停止导入，没有写入任何数据。可以重新导入，或取消这一批。"
    monkeypatch.undo()
    asking.commit(previewed.pk, administrator)
    assert run(previewed).state == "committed"
    assert fresh(previewed).notice == ""


def test_what_was_written_before_the_stop_is_rolled_back(previewed, administrator, monkeypatch):
    """Pressed when all rows are in the database's hands and only its commit is missing."""
    asking.commit(previewed.pk, administrator)
    settle, written = running.Listener.settle, []

    def press_first(listener):
        written.append(WorkItem.objects.count())
        asking.cancel(previewed.pk, administrator)
        settle(listener)

    monkeypatch.setattr(running.Listener, "settle", press_first)
    assert run(previewed).state == "previewed"
    assert (written, WorkItem.objects.count()) == ([3], 0)


def test_a_stop_that_comes_too_late_says_so(previewed, administrator):
    asking.commit(previewed.pk, administrator)
    killed(previewed, "d1")
    assert files_of(previewed).settle()
    with pytest.raises(StateChanged, match="数据刚刚写完，来不及停止。不需要的，可以整批撤销。"):
        asking.cancel(previewed.pk, administrator)
    assert fresh(previewed).job == "commit"


def test_whoever_decides_first_decides(administrator, tmp_path, settings):
    """The person who stops, and the run that is done: many at once, one verdict."""
    settings.IMPORT_PROGRESS_ROOT = tmp_path
    for n in range(20):
        files = [ProgressFile(n, "claim") for _ in range(4)]
        decide = [files[0].settle, lambda f=files[1]: f.stop(administrator)] * 2
        with ThreadPoolExecutor(4) as pool:
            said = list(pool.map(lambda call: call(), decide))
        settled, stopped = said[0::2], said[1::2]
        assert sorted([any(settled), any(stopped)]) == [False, True]
        assert bool(files[0].asked_to_stop_by()) == any(stopped)
        files[0].remove()
    assert list(tmp_path.iterdir()) == []


def test_undoing_is_stopped_and_leaves_everything_as_it_was(committed, administrator, monkeypatch):
    asking.undo(committed.pk, administrator)
    stop_at(monkeypatch, committed, "undoing", administrator)
    batch = run(committed)
    assert (batch.state, batch.notice) == ("committed", "已停止撤销，数据没有变化。")
    assert WorkItem.objects.count() == 3


def test_only_an_administrator_stops(uploaded, auditor):
    with pytest.raises(NotAllowed):
        asking.cancel(uploaded.pk, auditor)
