"""Monthly progress from a list: only into reports that are with the unit, everything else said beside its row."""

import pytest

from tasks.lines import save_line
from tasks.models import ItemProgress
from tasks.workflows.report import return_for_correction
from tests.import_world import bring_in, hand_in
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import CannotUndo, RowsRefused
from zhaotong_portal.imports.models import ImportState
from zhaotong_portal.workflow import StateChanged

SHEET = {"title": "2026年11月进展情况表", "header": ["责任单位", "工作事项", "进展情况", "完成进度", "下步打算"]}  # fmt: skip
ROW = ["市税务局", "税费政策“上门办”", "已走访12户", "85%", "走访其余企业"]


def line_of(report, title="税费政策“上门办”"):
    return report.lines.get(item__title=title)


def codes(batch):
    return [message["code"] for message in batch.plan["messages"]]


def test_a_row_writes_its_line_and_leaves_the_others(report, administrator):
    batch = bring_in(administrator, [ROW], **SHEET)
    assert (batch.kind, str(batch.period), batch.counts["create"]) == ("progress", "2026-11", 1)
    line = line_of(report)
    assert (line.percent, line.text) == (85, "已走访12户\n下步打算：走访其余企业")
    assert (line.edited_by, line.version) == (administrator, 1)
    other = line_of(report, "完成机关党委换届并报备")
    assert other.edited_at is None
    assert batch.plan["untouched"] == ["市税务局：完成机关党委换届并报备"]


def test_what_the_unit_wrote_changes_only_where_the_list_says_something(
    report, officer, administrator
):
    line = line_of(report)
    save_line(line.pk, officer, {"percent": 80, "text": "按计划推进。", "light": "at_risk"}, 0)
    batch = bring_in(administrator, [["市税务局", ROW[1], "", "85%", ""]], **SHEET)
    assert batch.plan["rows"][0]["changes"] == {"进度": ["80", "85"]}
    line.refresh_from_db()
    assert (line.percent, line.text, line.light) == (85, "按计划推进。", "at_risk")
    assert (
        hand_in(administrator, [["市税务局", ROW[1], "", "85%", ""]], **SHEET).counts["unchanged"]
        == 1
    )


def test_a_signed_report_is_never_written(submitted, administrator):
    batch = hand_in(administrator, [ROW], **SHEET)
    assert codes(batch) == ["report_not_open"]
    assert "待审核" in batch.plan["messages"][0]["text"]
    with pytest.raises(RowsRefused):
        batches.commit(batch.pk, administrator)
    assert line_of(submitted).percent == 80


def test_a_returned_report_is_written_and_the_correction_shows(submitted, staff, administrator):
    line = line_of(submitted)
    return_for_correction(submitted.pk, staff, {line: "请补充户数"}, "请补充")
    bring_in(administrator, [ROW], **SHEET)
    line.refresh_from_db()
    assert line.percent == 85
    assert AuditEntry.objects.about(line).get(action="line.corrected").actor == administrator


def test_a_month_that_is_not_open_takes_nothing(report, administrator):
    batch = hand_in(administrator, [ROW], **SHEET | {"title": "2026年9月进展情况表"})
    assert codes(batch) == ["report_not_open"]


def test_an_unknown_item_offers_the_nearest_and_waits_for_a_choice(report, administrator):
    rows = [ROW, ["市税务局", "税费政策上门服务", "已走访", "10%", ""]]
    batch = hand_in(administrator, rows, **SHEET)
    assert codes(batch) == ["unknown_item"]
    assert "是否为“税费政策“上门办””" in batch.plan["messages"][0]["text"]
    with pytest.raises(RowsRefused, match="有 1 行"):
        batches.commit(batch.pk, administrator)
    batches.commit(batch.pk, administrator, skip_errors=True)
    assert ItemProgress.objects.filter(edited_at__isnull=False).count() == 1


def test_a_list_that_names_no_month_is_refused_as_a_whole(report, administrator):
    batch = hand_in(administrator, [ROW], **SHEET | {"title": "进展情况表"})
    assert batch.state == ImportState.REFUSED
    assert batch.refusal["code"] == "no_month"
    batch = batches.reread(batch.pk, administrator, month=report.period)
    assert batch.state == ImportState.PREVIEWED


def test_undo_makes_the_line_what_it_was(report, administrator):
    batch = bring_in(administrator, [ROW], **SHEET)
    batches.undo(batch.pk, administrator)
    line = line_of(report)
    assert (line.edited_at, line.percent, line.text) == (None, None, "")


def test_undo_is_refused_once_the_unit_wrote_on(report, officer, administrator):
    batch = bring_in(administrator, [ROW], **SHEET)
    save_line(line_of(report).pk, officer, {"percent": 90}, 1)
    with pytest.raises(CannotUndo, match="1项重新填写"):
        batches.undo(batch.pk, administrator)
    assert line_of(report).percent == 90


def test_an_entry_between_comparing_and_writing_wins(report, officer, administrator, monkeypatch):
    """The officer saves in the very moment in which the import has compared and not yet locked."""
    from tasks.imports.progress import ProgressImporter

    batch = hand_in(administrator, [ROW], **SHEET)
    commit = ProgressImporter.commit

    def officer_is_faster(self, *args):
        ItemProgress.objects.filter(pk=line_of(report).pk).update(percent=99, version=5)
        return commit(self, *args)

    monkeypatch.setattr(ProgressImporter, "commit", officer_is_faster)
    with pytest.raises(StateChanged, match="刚刚填写"):
        batches.commit(batch.pk, administrator)
