"""The life of a batch: nothing half-written, nothing written that nobody looked at, one winner, undo as a whole."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tasks.imports.service_items import ServiceItemImporter
from tasks.models import ServiceList, WorkItem
from tests.import_world import (
    ROW,
    SERVICE_HEADER,
    bring_in,
    changed,
    hand_in,
    table_counts,
    workbook,
)
from tests.people import make_person
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import (
    CannotUndo,
    ImportFailed,
    PreviewStale,
    RowsRefused,
)
from zhaotong_portal.imports.marking import marked_copy
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.workflow import NotAllowed, StateChanged, WorkflowError

pytestmark = pytest.mark.usefixtures("units")
FAULTY = changed(c0="市不存在的办公室")


def items_and_lists():
    return WorkItem.objects.count(), ServiceList.objects.count()


def fresh(batch):
    return ImportBatch.objects.get(pk=batch.pk)


# --- Handing in ---------------------------------------------------------------------------------------


def test_an_upload_is_kept_and_previewed_and_writes_nothing_else(administrator):
    before = table_counts()
    batch = hand_in(administrator, [ROW, FAULTY])
    after = table_counts()
    assert {name for name in after if after[name] != before[name]} == {ImportBatch._meta.label}
    assert (batch.state, batch.kind, batch.year) == ("previewed", "service_item", 2025)
    assert batch.counts == {
        "rows": 2, "create": 1, "update": 0, "unchanged": 0, "error": 1, "warning": 0, "waits": 0,
    }  # fmt: skip


def test_a_file_that_cannot_be_read_is_kept_as_it_came_with_the_reason(administrator):
    half = workbook([ROW]).read()[:2000]
    batch = batches.take_upload(SimpleUploadedFile("清单.xlsx", half), administrator)
    assert (batch.state, batch.refusal["code"]) == ("refused", "unreadable_file")
    with batch.file.open("rb") as kept:
        assert kept.read() == half


def test_a_fault_of_ours_while_reading_keeps_the_file_under_a_number(administrator, monkeypatch):
    def broken(self, parsed):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(ServiceItemImporter, "plan", broken)
        batch = hand_in(administrator, [ROW])
    assert batch.state == "failed"
    assert batch.support_number
    again = batches.reread(batch.pk, administrator)
    assert (again.state, again.counts["create"]) == ("previewed", 1)


def test_hints_tell_what_the_file_does_not_say(administrator):
    batch = hand_in(administrator, [changed(c4="11月底")], title="三服务清单")
    batch = batches.reread(batch.pk, administrator, year=2024)
    assert batch.plan["rows"][0]["deadline"] == "2024-11-30"


def test_only_administrators_import(administrator, staff, auditor):
    for person in (staff, auditor):
        with pytest.raises(NotAllowed, match="只有管理员"):
            hand_in(person, [ROW])
    batch = hand_in(administrator, [ROW])
    for move in (batches.commit, batches.cancel, batches.undo, batches.reread):
        with pytest.raises(NotAllowed):
            move(batch.pk, staff)
    assert fresh(batch).state == "previewed"


# --- Committing ---------------------------------------------------------------------------------------


def test_a_commit_writes_all_rows_and_says_who_did_it(administrator):
    batch = bring_in(administrator, [ROW, changed(c2="办税厅延时服务")])
    assert items_and_lists() == (2, 1)
    assert (batch.state, batch.committed_by) == ("committed", administrator)
    entry = AuditEntry.objects.get(action="import.committed")
    assert (entry.actor, entry.changes["新增"]) == (administrator, ["", "2"])


def test_faulty_rows_hold_everything_back_unless_left_out_on_purpose(administrator):
    batch = hand_in(administrator, [ROW, FAULTY])
    with pytest.raises(RowsRefused, match="有 1 行不能导入，尚未写入任何数据"):
        batches.commit(batch.pk, administrator)
    assert items_and_lists() == (0, 0)
    assert fresh(batch).state == "previewed"
    batches.commit(batch.pk, administrator, skip_errors=True)
    assert items_and_lists() == (1, 1)


@pytest.mark.parametrize("breaks_at", ["_set_co_units", "_keep_trail"])
def test_a_commit_that_breaks_in_the_middle_writes_nothing(administrator, monkeypatch, breaks_at):
    def broken(*args):
        assert WorkItem.objects.count() == 2, "rows must have been written before the break"
        raise OSError("disk full")

    monkeypatch.setattr(ServiceItemImporter, breaks_at, staticmethod(broken))
    batch = hand_in(administrator, [ROW, changed(c2="办税厅延时服务")])
    with pytest.raises(ImportFailed) as failed:
        batches.commit(batch.pk, administrator)
    assert items_and_lists() == (0, 0)
    kept = fresh(batch)
    assert (kept.state, kept.committed_at) == ("failed", None)
    assert kept.support_number in failed.value.text
    assert not AuditEntry.objects.filter(action="import.committed").exists()
    monkeypatch.undo()
    batches.reread(batch.pk, administrator)
    batches.commit(batch.pk, administrator)
    assert items_and_lists() == (2, 1)


def test_what_changed_since_the_preview_is_shown_before_it_is_written(administrator):
    batch = hand_in(administrator, [ROW, changed(c2="办税厅延时服务")])
    seen = batch.plan["digest"]
    bring_in(administrator, [ROW])
    with pytest.raises(PreviewStale, match="没有写入"):
        batches.commit(batch.pk, administrator, seen=seen)
    now = fresh(batch)
    assert WorkItem.objects.count() == 1
    assert (now.state, now.counts["create"], now.counts["unchanged"]) == ("previewed", 1, 1)
    batches.commit(batch.pk, administrator, seen=now.plan["digest"])
    assert WorkItem.objects.count() == 2


def test_a_preview_is_planned_again_at_the_commit_even_when_nobody_says_what_was_seen(
    administrator,
):
    first, second = hand_in(administrator, [ROW]), hand_in(administrator, [ROW])
    batches.commit(first.pk, administrator)
    committed = batches.commit(second.pk, administrator)
    assert (committed.counts["create"], committed.counts["unchanged"]) == (0, 1)
    assert WorkItem.objects.count() == 1


def test_a_batch_is_committed_once(administrator):
    batch = bring_in(administrator, [ROW])
    with pytest.raises(StateChanged, match="已由 赵示例 导入"):
        batches.commit(batch.pk, administrator)
    with pytest.raises(StateChanged):
        batches.cancel(batch.pk, administrator)
    with pytest.raises(StateChanged):
        batches.reread(batch.pk, administrator)


def test_a_cancelled_batch_writes_nothing_any_more(administrator):
    batch = hand_in(administrator, [ROW])
    batches.cancel(batch.pk, administrator)
    with pytest.raises(StateChanged, match="已取消"):
        batches.commit(batch.pk, administrator)
    assert items_and_lists() == (0, 0)


def together(calls):
    """What each call returned or raised, all begun at the same moment on connections of their own."""
    start = Barrier(len(calls))

    def one(call):
        start.wait()
        try:
            return call()
        except WorkflowError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_commit_one_batch_at_once_one_wins(administrator):
    other = make_person("admin-2", "钱某丁", Role.ADMINISTRATOR)
    batch = hand_in(administrator, [ROW])
    said = together([lambda p=p: batches.commit(batch.pk, p) for p in (administrator, other)])
    (loser,) = [answer for answer in said if isinstance(answer, Exception)]
    assert isinstance(loser, StateChanged)
    assert fresh(batch).committed_by.name in loser.text
    assert WorkItem.objects.count() == 1
    assert AuditEntry.objects.filter(action="import.committed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_files_with_the_same_new_items_committed_at_once_make_them_once(administrator):
    two = [hand_in(administrator, [ROW]), hand_in(administrator, [ROW])]
    said = together([lambda b=b: batches.commit(b.pk, administrator) for b in two])
    assert [answer.state for answer in said] == ["committed", "committed"]
    assert sorted(fresh(batch).counts["create"] for batch in two) == [0, 1]
    assert WorkItem.objects.count() == 1


# --- Undoing ------------------------------------------------------------------------------------------


def test_undo_takes_the_whole_batch_back(administrator):
    before = table_counts()
    batch = bring_in(administrator, [ROW, changed(c2="办税厅延时服务")])
    batches.undo(batch.pk, administrator)
    after = table_counts()
    for name in ("tasks.WorkItem", "tasks.ServiceList", "tasks.DeadlineChange"):
        assert after[name] == before[name], name
    assert fresh(batch).state == "undone"
    assert AuditEntry.objects.filter(action="import.undone", actor=administrator).exists()
    with pytest.raises(StateChanged, match="已撤销"):
        batches.undo(batch.pk, administrator)


def test_undo_of_an_earlier_batch_waits_for_the_later_one(administrator):
    first = bring_in(administrator, [ROW])
    second = bring_in(administrator, [changed(c3="每月上门一次")])
    with pytest.raises(CannotUndo, match="1次修改"):
        batches.undo(first.pk, administrator)
    batches.undo(second.pk, administrator)
    item = WorkItem.objects.get()
    assert item.measures == "每季度上门一次"
    entry = AuditEntry.objects.get(action="item.import_undone", object_id=item.pk)
    assert entry.changes == {"措施": ["每月上门一次", "每季度上门一次"]}
    batches.undo(first.pk, administrator)
    assert not WorkItem.objects.exists()


# --- The marked copy ------------------------------------------------------------------------------------


def test_the_marked_copy_is_the_senders_workbook_with_the_fault_at_its_cell(administrator):
    import io

    import openpyxl

    batch = hand_in(administrator, [ROW, FAULTY])
    sheet = openpyxl.load_workbook(io.BytesIO(marked_copy(batch))).worksheets[0]
    assert [cell.value for cell in sheet[2]][: len(SERVICE_HEADER)] == SERVICE_HEADER
    assert sheet["A4"].value == "市不存在的办公室"
    assert "不是已知单位" in sheet["A4"].comment.text
    assert sheet["A3"].comment is None
