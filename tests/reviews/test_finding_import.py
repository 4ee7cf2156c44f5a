"""Ledgers of problems: a second ledger brings measures and results up to date and never turns a state back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from reviews.imports.findings import source_of
from reviews.models import Finding, FindingSource, FindingState
from reviews.workflows import finding as workflow
from tests.import_world import bring_in, hand_in
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.deciding import Decisions, decide

HEADER = ["责任单位", "存在问题", "问题来源", "整改措施", "整改时限", "责任人", "整改情况"]
ROW = ["市税务局", "党员学习记录不完整", "集中督查", "补齐学习记录", "2025年11月底", "赵某甲", ""]
SHEET = {"title": "2025年问题整改台账", "header": HEADER}

pytestmark = pytest.mark.usefixtures("units")


def row(**cells):
    return [cells.get(f"c{n}", value) for n, value in enumerate(ROW)]


def the_finding():
    return Finding.objects.get()


def test_a_row_becomes_a_finding_in_hand_with_its_first_deadline(administrator, tax):
    batch = bring_in(administrator, [ROW], **SHEET)
    stored = the_finding()
    assert (stored.unit, stored.title, stored.state) == (tax, "党员学习记录不完整", "in_hand")
    assert (stored.measures, stored.people) == ("补齐学习记录", ["赵某甲"])
    assert stored.due_on == stored.first_due_on == date(2025, 11, 30)
    assert (stored.source, stored.import_batch) == (FindingSource.INSPECTION, batch)


def test_what_the_ledger_calls_rectified_is_a_report_that_waits_for_its_verification(administrator):
    bring_in(administrator, [row(c6="已整改，补齐12份记录")], **SHEET)
    stored = the_finding()
    assert stored.state == FindingState.REPORTED
    step = stored.steps.get()
    assert (step.number, step.report) == (1, "已整改，补齐12份记录")


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("四不两直暗访", FindingSource.UNANNOUNCED),
        ("支部书记述职评议", FindingSource.ASSESSMENT),
        ("自查自纠", FindingSource.SELF_CHECK),
        ("", FindingSource.INSPECTION),
    ],
)
def test_where_a_finding_came_from_is_told_by_the_ledgers_words(said, source):
    assert source_of(said) == source


def test_a_second_ledger_updates_and_never_turns_the_state_back(administrator):
    bring_in(administrator, [row(c6="已整改，补齐12份记录")], **SHEET)
    batch = bring_in(administrator, [row(c3="补齐并每月抽查", c6="正在整改")], **SHEET)
    assert (batch.counts["update"], batch.counts["create"]) == (1, 0)
    stored = the_finding()
    assert (stored.state, stored.measures) == (FindingState.REPORTED, "补齐并每月抽查")
    entry = AuditEntry.objects.get(object_type="reviews.finding", action="finding.imported")
    assert "补齐并每月抽查" in str(entry.changes)


def test_an_empty_cell_erases_nothing_and_the_same_ledger_changes_nothing(administrator):
    bring_in(administrator, [ROW], **SHEET)
    again = hand_in(administrator, [ROW], **SHEET)
    assert again.counts["unchanged"] == 1
    batch = bring_in(administrator, [row(c3="", c4="", c5="")], **SHEET)
    assert batch.counts["unchanged"] == 1
    assert (the_finding().measures, the_finding().people) == ("补齐学习记录", ["赵某甲"])


def test_another_deadline_is_said_and_not_written(administrator):
    bring_in(administrator, [ROW], **SHEET)
    batch = bring_in(administrator, [row(c4="2025年12月底")], **SHEET)
    assert [m["code"] for m in batch.plan["messages"]] == ["deadline_kept"]
    assert the_finding().due_on == date(2025, 11, 30)


def test_findings_that_the_ledger_does_not_name_are_left_and_listed(administrator):
    bring_in(administrator, [ROW, row(c1="会议室台账缺失")], **SHEET)
    batch = bring_in(administrator, [ROW], **SHEET)
    assert batch.plan["untouched"] == ["市税务局：会议室台账缺失"]
    assert Finding.objects.count() == 2


def test_undo_takes_new_findings_away_and_gives_old_words_back(administrator):
    first = bring_in(administrator, [ROW], **SHEET)
    batch = bring_in(
        administrator, [row(c3="补齐并每月抽查"), row(c1="台账缺失", c6="已整改")], **SHEET
    )
    batches.undo(batch.pk, administrator)
    assert (the_finding().title, the_finding().measures) == ("党员学习记录不完整", "补齐学习记录")
    batches.undo(first.pk, administrator)
    assert not Finding.objects.exists()


def test_undo_is_refused_once_somebody_worked_on_a_finding(administrator, staff):
    batch = bring_in(administrator, [ROW], **SHEET)
    workflow.defer(the_finding().pk, staff, "经费未落实", timezone.localdate() + timedelta(days=30))
    with pytest.raises(CannotUndo, match="1次办理"):
        batches.undo(batch.pk, administrator)
    assert Finding.objects.count() == 1


def test_a_finding_under_another_title_is_joined_and_the_undo_gives_the_old_one_back(administrator):
    bring_in(administrator, [ROW], **SHEET)
    stored = the_finding()
    batch = hand_in(administrator, [row(c1="党员学习记录不完整不规范")], **SHEET)
    (planned,) = batch.plan["rows"]
    assert (planned["action"], planned["near"]) == ("create", [[stored.pk, stored.title]])
    joins = Decisions(joins={(planned["sheet"], planned["row"]): str(stored.pk)})
    batch = decide(batch.pk, administrator, joins)
    batches.commit(batch.pk, administrator)
    assert the_finding().title == "党员学习记录不完整不规范"
    again = hand_in(administrator, [row(c1="党员学习记录不完整不规范")], **SHEET)
    assert again.counts["unchanged"] == 1
    batches.undo(batch.pk, administrator)
    assert the_finding().title == "党员学习记录不完整"
