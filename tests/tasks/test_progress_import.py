"""A sheet of monthly progress: it writes lines that are with the unit, and nothing else (rules.md §4)."""

import pytest

from tasks.lines import save_line
from tasks.models import ItemProgress
from tasks.opening import lock_month
from tasks.workflows.report import return_for_correction, send_to_sign, sign_and_submit
from tests.import_world import bring_in, hand_in
from tests.tasks.month_world import NOVEMBER, at, fill
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import CannotUndo, RowsRefused
from zhaotong_portal.workflow import StateChanged

HEADER = ["责任单位", "事项", "完成进度", "进展情况", "存在困难"]
ROW = ["市税务局", "税费政策上门办", "85%", "已走访企业30户", ""]
SHEET = {"title": "2026年11月工作进展情况表", "header": HEADER}


def line_of(report, title="税费政策“上门办”"):
    return ItemProgress.objects.get(report=report, item__title=title)


def row(**cells):
    return [cells.get(f"c{n}", value) for n, value in enumerate(ROW)]


def codes(batch):
    return [message["code"] for message in batch.plan["messages"]]


def test_a_row_writes_the_line_of_the_item_as_if_typed(administrator, report):
    batch = bring_in(administrator, [ROW], **SHEET)
    assert (batch.kind, batch.period) == ("progress", NOVEMBER)
    line = line_of(report)
    assert (line.percent, line.text, line.edited_by) == (85, "已走访企业30户", administrator)
    assert line_of(report, "完成机关党委换届并报备").edited_at is None
    assert hand_in(administrator, [ROW], **SHEET).counts["unchanged"] == 1


def test_a_second_sheet_shows_old_and_new_and_empty_cells_erase_nothing(administrator, report):
    bring_in(administrator, [ROW], **SHEET)
    batch = hand_in(administrator, [row(c2="90%", c3="", c4="人手不足")], **SHEET)
    assert batch.plan["rows"][0]["changes"] == {"进度": ["85", "90"], "原因": ["", "人手不足"]}
    batches.commit(batch.pk, administrator)
    assert (line_of(report).percent, line_of(report).text) == (90, "已走访企业30户")


def test_an_item_that_nobody_knows_waits_and_the_nearest_titles_are_offered(administrator, report):
    other = "完成机关党委换届并报备"
    batch = hand_in(administrator, [row(c1=other), row(c1="税费政策上门")], **SHEET)
    assert codes(batch) == ["unknown_item"]
    (message,) = batch.plan["messages"]
    assert message["level"] == "warning"
    assert "是否为“税费政策“上门办””" in message["text"]
    with pytest.raises(RowsRefused):
        batches.commit(batch.pk, administrator)
    assert line_of(report).edited_at is None
    batches.commit(batch.pk, administrator, skip_errors=True)
    assert line_of(report, other).percent == 85
    assert ItemProgress.objects.filter(edited_at__isnull=False).count() == 1


@pytest.mark.parametrize("fixture", ["sent", "submitted"])
def test_a_report_that_left_the_unit_is_never_written(request, administrator, fixture):
    report = request.getfixturevalue(fixture)
    batch = bring_in(administrator, [ROW], skip_errors=True, **SHEET)
    assert codes(batch) == ["report_not_open"]
    assert batch.counts["error"] == 1
    assert line_of(report).percent == 80


def test_a_month_that_is_not_open_is_said(administrator, units, clock):
    from tests.tasks.month_world import service_item

    service_item(units[0], "税费政策上门办")
    batch = hand_in(administrator, [ROW], **SHEET)
    assert codes(batch) == ["report_not_open"]
    assert "2026年11月还没有开放填报" in batch.plan["messages"][0]["text"]


def test_a_locked_month_is_not_written(administrator, report, clock):
    clock.move_to(at(12, 28))
    lock_month(NOVEMBER)
    batch = hand_in(administrator, [ROW], **SHEET)
    assert codes(batch) == ["report_not_open"]


def test_a_returned_report_takes_the_correction_and_keeps_what_was_signed_in_its_history(
    administrator, submitted, staff
):
    line = line_of(submitted)
    return_for_correction(submitted.pk, staff, {line: "请写明户数"}, "请补充")
    bring_in(administrator, [ROW], **SHEET)
    assert line_of(submitted).text == "已走访企业30户"
    entry = AuditEntry.objects.get(action="line.corrected", object_id=line.pk)
    assert entry.actor == administrator
    assert ["按计划推进。", "已走访企业30户"] in entry.changes.values()


def test_what_the_unit_wrote_since_the_preview_is_not_overwritten(administrator, officer, report):
    batch = hand_in(administrator, [ROW], **SHEET)
    line = line_of(report)
    save_line(line.pk, officer, {"percent": 80, "text": "已走访12户"}, line.version)
    with pytest.raises(batches.PreviewStale):
        batches.commit(batch.pk, administrator, seen=batch.plan["digest"])
    assert line_of(report).text == "已走访12户"


def test_a_report_sent_between_preview_and_commit_is_left_alone(
    administrator, officer, secretary, report
):
    batch = hand_in(administrator, [ROW], **SHEET)
    fill(report, officer)
    sign_and_submit(send_to_sign(report.pk, officer).pk, secretary)
    with pytest.raises((RowsRefused, StateChanged)):
        batches.commit(batch.pk, administrator)
    assert line_of(report).percent == 80


def test_undo_gives_the_lines_back_and_is_refused_after_further_writing(
    administrator, officer, report
):
    untouched = line_of(report)
    batch = bring_in(administrator, [ROW], **SHEET)
    batches.undo(batch.pk, administrator)
    line = line_of(report)
    assert (line.percent, line.text, line.edited_at) == (untouched.percent, untouched.text, None)
    batch = bring_in(administrator, [ROW], **SHEET)
    line = line_of(report)
    save_line(line.pk, officer, {"percent": 95, "text": "已走访40户"}, line.version)
    with pytest.raises(CannotUndo, match="1项重新填写"):
        batches.undo(batch.pk, administrator)
    assert line_of(report).percent == 95


def test_a_sheet_that_names_no_month_is_refused_until_somebody_says_it(administrator, report):
    batch = hand_in(administrator, [ROW], title="工作进展情况表", header=HEADER)
    assert (batch.state, batch.refusal["code"]) == ("refused", "no_month")
    batch = batches.reread(batch.pk, administrator, kind="progress", month=NOVEMBER)
    assert (batch.state, batch.counts["create"]) == ("previewed", 1)
