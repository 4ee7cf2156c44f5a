"""What somebody else did to a batch or its rows while it was read, written or taken back stands, and is said."""

from uuid import uuid4

import pytest

from tasks.models import KeyTaskTemplate, WorkItem
from tests.import_world import ROW, bring_in, changed, hand_in
from units.models import Unit
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import CannotUndo, ImportFailed, PreviewStale
from zhaotong_portal.imports.deciding import Decisions, decide
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.workflow import StateChanged

pytestmark = pytest.mark.usefixtures("units")


def fresh(batch):
    return ImportBatch.objects.get(pk=batch.pk)


def while_reading(monkeypatch, do):
    """`do` happens once, when the next reading has looked at the data and nothing is saved yet."""
    read_into = batches.read_into

    def slowly(batch):
        read_into(batch)
        monkeypatch.undo()
        do()

    monkeypatch.setattr(batches, "read_into", slowly)


# --- The batch itself -----------------------------------------------------------------------------------


def test_a_stale_commit_does_not_take_back_what_a_colleague_wrote_meanwhile(
    administrator, monkeypatch
):
    batch = hand_in(administrator, [ROW, changed(c2="办税厅延时服务")])
    seen = batch.plan["digest"]
    bring_in(administrator, [ROW])
    while_reading(monkeypatch, lambda: batches.commit(batch.pk, administrator))
    with pytest.raises(StateChanged, match="他人处理"):
        batches.commit(batch.pk, administrator, seen=seen)
    now = fresh(batch)
    assert (now.state, now.committed_by) == ("committed", administrator)
    batches.undo(batch.pk, administrator)
    assert WorkItem.objects.count() == 1


def test_a_new_preview_does_not_take_back_what_a_colleague_decided_meanwhile(
    administrator, monkeypatch
):
    batch = hand_in(administrator, [ROW, changed(c2="办税厅延时服务", c4="年内适时")])
    seen = batch.plan["digest"]
    (message,) = [m for m in batch.plan["messages"] if "line" in m]
    place = (message["sheet"], message["line"], message["index"])
    mended = Decisions(cells={place: "2025年11月底"})
    bring_in(administrator, [ROW])
    while_reading(monkeypatch, lambda: decide(batch.pk, administrator, mended))
    with pytest.raises(StateChanged, match="他人处理"):
        batches.commit(batch.pk, administrator, seen=seen)
    assert fresh(batch).choices["cells"] == [[*place, "2025年11月底"]]


def test_what_is_being_read_anew_is_neither_mended_nor_written(administrator, monkeypatch):
    batch = hand_in(administrator, [ROW])
    refused = []

    def colleague():
        for move in (
            lambda: batches.commit(batch.pk, administrator),
            lambda: decide(batch.pk, administrator, Decisions(columns={"具体措施": ""})),
        ):
            with pytest.raises(StateChanged, match="已读取") as error:
                move()
            refused.append(error.value.text)

    while_reading(monkeypatch, colleague)
    batches.reread(batch.pk, administrator, year=2025)
    assert (fresh(batch).state, len(refused)) == ("previewed", 2)


def test_a_fault_of_one_request_does_not_call_the_others_import_failed(administrator, monkeypatch):
    """A double click: the first request breaks, the second, which waited, writes; then the first says that it broke."""
    batch = hand_in(administrator, [ROW])
    write = batches.write

    def broken(*args, **options):
        monkeypatch.setattr(batches, "write", write)
        raise OSError("disk full")

    fail = batches.fail

    def late(*args):
        batches.commit(batch.pk, administrator)
        return fail(*args)

    monkeypatch.setattr(batches, "write", broken)
    monkeypatch.setattr(batches, "fail", late)
    with pytest.raises((StateChanged, ImportFailed)):
        batches.commit(batch.pk, administrator)
    assert (fresh(batch).state, WorkItem.objects.count()) == ("committed", 1)


def test_what_a_new_row_would_hold_is_part_of_what_was_looked_at(administrator):
    """A column explained in another batch meanwhile would write texts that nobody saw on this preview."""
    strange = {"header": ["责任单位", "服务类别", "服务事项", "打算怎么干", "完成时限", "责任人"]}
    batch = hand_in(administrator, [ROW], **strange)
    other = hand_in(administrator, [changed(c2="办税厅延时服务")], **strange)
    decide(other.pk, administrator, Decisions(columns={"打算怎么干": "measures"}))
    with pytest.raises(PreviewStale):
        batches.commit(batch.pk, administrator, seen=batch.plan["digest"])
    assert not WorkItem.objects.exists()


# --- What hangs on the rows -----------------------------------------------------------------------------


def test_an_item_that_goes_on_next_year_keeps_its_batch(administrator):
    batch = bring_in(administrator, [ROW])
    item, later = WorkItem.objects.get(), WorkItem.objects.get()
    later.pk, later.row_key, later.year = None, uuid4(), 2026
    later.continued_from, later.import_batch = item, None
    later.save()
    with pytest.raises(CannotUndo, match="引用"):
        batches.undo(batch.pk, administrator)
    assert WorkItem.objects.count() == 2


def test_a_unit_that_assists_in_an_item_is_not_taken_back_with_its_roster(administrator):
    header = ["单位全称", "简称", "类型", "片区"]
    rows = [["昭通市新设局", "市新设局", "党政机关", "第一片区"]]
    batch = bring_in(administrator, rows, header=header, title="单位名录")
    bring_in(administrator, [ROW])
    WorkItem.objects.get().co_units.add(Unit.objects.get(short_name="市新设局"))
    with pytest.raises(CannotUndo, match="1个单位"):
        batches.undo(batch.pk, administrator)
    assert WorkItem.objects.get().co_units.count() == 1


def test_what_was_written_into_a_key_task_since_is_not_taken_back_with_its_list(administrator):
    header = ["责任单位", "重点任务", "工作要求", "完成时限"]
    rows = [["各单位", "开展学习教育", "认真开展", "2025年11月底"]]
    options = {"header": header, "title": "2025年重点任务清单"}
    bring_in(administrator, rows, **options)
    later = bring_in(administrator, [[*rows[0][:2], "更加认真地开展", rows[0][3]]], **options)
    template = KeyTaskTemplate.objects.get()
    template.requirements = "按新的方案开展"
    template.save()
    with pytest.raises(CannotUndo, match="1项重点任务的要求被修改"):
        batches.undo(later.pk, administrator)
    template.requirements = "更加认真地开展"
    template.save()
    batches.undo(later.pk, administrator)
    assert KeyTaskTemplate.objects.get().requirements == "认真开展"


def test_rows_that_were_not_compared_with_near_titles_are_said(administrator, settings, client):
    bring_in(administrator, [ROW])
    settings.IMPORT_NEAR_COMPARISONS = 1
    batch = hand_in(administrator, [changed(c2=f"办理事项{n}号") for n in "甲乙丙"])
    (message,) = batch.plan["messages"]
    assert (message["level"], message["code"]) == ("warning", "near_not_compared")
    assert "有 2 行没有与平台上的近似名称比对" in message["text"]
    client.force_login(administrator)
    assert message["text"] in client.get(batch.get_absolute_url()).content.decode()
    assert client.get(f"/imports/{batch.pk}/marked/").status_code == 200
    assert batches.commit(batch.pk, administrator).counts["create"] == 3
