"""The month's way from the officer to the secretary to the staff and back."""

import pytest
from django.utils import timezone

from tasks.contents import Contents
from tasks.lines import answer_remark, report_zero_for_rest, save_line
from tasks.models import MonthlyReport, Remark, ReportSnapshot, ReportState
from tasks.opening import lock_month
from tasks.workflows import report as moves
from tests.people import make_person
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, at, fill, fresh
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.digest import digest_of
from zhaotong_portal.workflow import (
    Incomplete,
    NotAllowed,
    ReasonRequired,
    StateChanged,
    WorkflowError,
)

ARGUMENTS = {
    "hand_back": {"reason": "请补充"},
    "return_for_correction": {"reason": "请补充"},
    "reopen": {"reason": "数据有误", "until": at(12, 30, 18)},
}


def make(name, report, actor, **more):
    return getattr(moves, name)(report.pk, actor, **ARGUMENTS.get(name, {}) | more)


def in_state(report, state, people):
    """The same report, as it is in a state that nobody brought it to."""
    report.state = state
    report.signed_at, report.signed_by = timezone.now(), people["secretary"]
    report.save()
    return report


# --- Made from the table -------------------------------------------------------------------------

FORBIDDEN = [
    (name, state) for name, move in moves.TRANSITIONS.items() for state in ReportState if state not in move.sources
]  # fmt: skip
WRONG_ROLES = [
    (name, role) for name, move in moves.TRANSITIONS.items() for role in Role if role not in move.by
]


@pytest.fixture
def people(officer, secretary, staff, leader, inspector, administrator, auditor):
    return {p.scope.role: p for p in (officer, secretary, staff, leader, inspector, administrator, auditor)}  # fmt: skip


@pytest.mark.parametrize(("name", "state"), FORBIDDEN)
def test_no_move_starts_from_a_state_that_the_table_leaves_out(name, state, filled, people):
    role = next(
        role
        for role in (Role.OFFICER, Role.SECRETARY, Role.STAFF)
        if role in moves.TRANSITIONS[name].by
    )
    report = in_state(filled, state, people)
    with pytest.raises(StateChanged, match="当前状态是"):
        make(name, report, people[role])
    assert fresh(report).state == state


@pytest.mark.parametrize(("name", "role"), WRONG_ROLES)
def test_no_move_is_made_by_a_role_that_the_table_leaves_out(name, role, filled, people):
    report = in_state(filled, next(iter(sorted(moves.TRANSITIONS[name].sources))), people)
    with pytest.raises((NotAllowed, MonthlyReport.DoesNotExist)):
        make(name, report, people[role])
    assert not AuditEntry.objects.about(report).filter(action=f"report.{name}").exists()


# --- The way of a month --------------------------------------------------------------------------


def test_a_report_with_gaps_is_refused_with_all_of_them(report, officer):
    with pytest.raises(Incomplete) as refused:
        moves.send_to_sign(report.pk, officer)
    labels = [gap.label for gap in refused.value.gaps]
    assert len([label for label in labels if "未填本月进展" in label]) == 2
    assert "离退休干部党支部“第一议题”学习未报" in labels
    assert "本单位“读书班”未报" in labels
    assert len(labels) == 2 + 2 + 6  # two items, two branches, six values of the unit
    assert fresh(report).state == ReportState.DRAFT


def test_both_names_are_kept(submitted, officer, secretary):
    report = fresh(submitted)
    assert (report.sent_by, report.signed_by) == (officer, secretary)
    assert report.first_signed_at == report.signed_at
    assert report.first_due_at == at(12, 3, 18)
    assert report.was_late is False


def test_a_secretary_may_fill_in_and_sign_in_one_step(report, secretary):
    fill(report, secretary)
    moves.sign_and_submit(report.pk, secretary)
    assert (fresh(report).sent_by, fresh(report).signed_by) == (secretary, secretary)


def test_the_signature_reaches_the_item(submitted):
    line = submitted.lines.select_related("item").first()
    assert line.item.percent == 80


def test_at_the_due_moment_is_on_time_a_minute_later_is_late(sent, secretary, clock):
    clock.move_to(at(12, 3, 18, 1))
    assert moves.sign_and_submit(sent.pk, secretary).was_late is True


def test_a_later_round_never_changes_when_it_was_first_signed(submitted, staff, secretary, clock):
    first = submitted.first_signed_at
    moves.return_for_correction(submitted.pk, staff, reason="请补充佐证")
    clock.move_to(at(12, 4))
    Remark.objects.update(answer="已补充")
    report = moves.sign_and_submit(submitted.pk, secretary)
    assert report.first_signed_at == first
    assert report.was_late is False
    assert report.signed_at > first


def test_withdrawn_on_the_same_day_it_was_never_signed(submitted, secretary):
    assert moves.withdraw(submitted.pk, secretary).first_signed_at is None


def test_withdrawn_the_next_day_the_signature_counts(submitted, secretary, clock):
    clock.move_to(at(11, 25))
    report = moves.withdraw(submitted.pk, secretary)
    assert report.state == ReportState.DRAFT
    assert report.first_signed_at is not None


def test_nothing_is_withdrawn_once_staff_have_opened_it(submitted, secretary, staff, auditor):
    moves.mark_opened(submitted.pk, auditor)
    assert fresh(submitted).opened_at is None, "who only reads does not hold anything up"
    moves.mark_opened(submitted.pk, staff)
    with pytest.raises(StateChanged, match="已经开始审核"):
        moves.withdraw(submitted.pk, secretary)


def test_nothing_is_withdrawn_that_could_not_be_signed_again(submitted, secretary, clock):
    clock.move_to(at(12, 18))
    lock_month(NOVEMBER)
    with pytest.raises(StateChanged, match="已锁定，撤回后不能再报送"):
        moves.withdraw(submitted.pk, secretary)
    assert fresh(submitted).state == ReportState.SUBMITTED


def test_the_slower_of_two_reviewers_is_told(submitted, staff, colleague):
    moves.accept(submitted.pk, staff)
    with pytest.raises(StateChanged, match="已由 陈示例 审核通过"):
        moves.return_for_correction(submitted.pk, colleague, remarks="请补充佐证")
    assert fresh(submitted).state == ReportState.ACCEPTED


def test_submitted_twice_is_submitted_once(submitted, secretary):
    with pytest.raises(StateChanged, match="已由 李示例 签名报送"):
        moves.sign_and_submit(submitted.pk, secretary)
    assert submitted.rounds.count() == 1


def test_a_page_of_an_earlier_round_signs_nothing(sent, secretary, officer):
    seen = sent.round_number
    moves.hand_back(sent.pk, secretary, reason="第二项数字不对")
    moves.send_to_sign(sent.pk, officer)
    with pytest.raises(StateChanged, match="新的一轮"):
        moves.sign_and_submit(sent.pk, secretary, seen_round=seen)


def test_hand_back_needs_a_reason(sent, secretary):
    with pytest.raises(ReasonRequired, match="请写明退回修改的理由"):
        moves.hand_back(sent.pk, secretary, reason=" ")


# --- Returns -------------------------------------------------------------------------------------


def test_a_return_says_on_which_line_and_until_when(submitted, staff):
    line = submitted.lines.first()
    report = moves.return_for_correction(submitted.pk, staff, {line: "请写明新增人数"})
    assert report.return_due_at == at(11, 26, 18)
    remark = Remark.objects.get()
    assert (remark.line, remark.text, remark.round.number) == (line, "请写明新增人数", 1)


def test_a_return_without_a_word_is_refused(submitted, staff):
    with pytest.raises(ReasonRequired, match="写明意见"):
        moves.return_for_correction(submitted.pk, staff, {}, reason="  ")


def test_a_remark_on_another_units_line_is_refused(submitted, staff, other_officer, weather):
    other = MonthlyReport.objects.get(unit=weather, period=NOVEMBER)
    line = submitted.lines.first()
    line.report = other
    with pytest.raises(ValueError, match="belongs"):
        moves.return_for_correction(submitted.pk, staff, {line: "请补充"})


def test_returned_lines_must_be_answered_or_changed(submitted, staff, officer):
    first, second = submitted.lines.all()
    moves.return_for_correction(submitted.pk, staff, {first: "请写明人数", second: "附依据"})
    with pytest.raises(Incomplete) as refused:
        moves.send_to_sign(submitted.pk, officer)
    assert [gap.label[-7:] for gap in refused.value.gaps] == ["审核意见未答复"] * 2
    save_line(first.pk, officer, {"text": "新增 312 人。"}, first.version)
    answer_remark(second.remarks.get().pk, officer, "依据已报组织科。")
    assert moves.send_to_sign(submitted.pk, officer).state == ReportState.TO_SIGN


def test_every_round_can_still_be_read(submitted, staff, officer, secretary):
    line = submitted.lines.first()
    moves.return_for_correction(submitted.pk, staff, {line: "请写明人数"})
    save_line(line.pk, officer, {"text": "新增 312 人。"}, line.version)
    moves.send_to_sign(submitted.pk, officer)
    moves.sign_and_submit(submitted.pk, secretary)
    moves.accept(submitted.pk, staff)
    first, second = submitted.rounds.all()
    assert (first.outcome, second.outcome) == ("returned", "accepted")
    said = [
        row["text"] for r in (first, second) for row in r.content["lines"] if row["line"] == line.pk
    ]
    assert said == ["按计划推进。", "新增 312 人。"]
    assert AuditEntry.objects.get(action="line.corrected").changes == {
        "进展": ["按计划推进。", "新增 312 人。"]
    }


def test_a_return_puts_the_items_back(submitted, staff):
    moves.return_for_correction(submitted.pk, staff, reason="请核对")
    assert sorted(submitted.lines.values_list("item__percent", flat=True)) == [75, 90]


# --- Acceptance, lock, reopening -----------------------------------------------------------------


def test_what_was_accepted_is_kept_word_for_word(submitted, staff, officer):
    moves.accept(submitted.pk, staff)
    snapshot = ReportSnapshot.objects.get()
    assert snapshot.content["lines"][0]["percent"] == 80
    assert snapshot.content["signed_by"] == "李示例"
    assert len(snapshot.content["values"]) == 8
    assert snapshot.sha256 == digest_of(snapshot.content)
    moves.reopen(submitted.pk, staff, reason="单位来函更正", until=at(12, 30, 18))
    line = submitted.lines.first()
    save_line(line.pk, officer, {"percent": 60}, line.version)
    assert ReportSnapshot.objects.get().content["lines"][0]["percent"] == 80


def test_a_correction_needs_reason_and_end(submitted, staff):
    moves.accept(submitted.pk, staff)
    with pytest.raises(ReasonRequired, match="理由"):
        moves.reopen(submitted.pk, staff, reason="", until=at(12, 30))
    with pytest.raises(ReasonRequired, match="晚于现在"):
        moves.reopen(submitted.pk, staff, reason="更正", until=at(11, 1))


def test_before_the_lock_only_what_was_accepted_is_reopened(submitted, staff):
    with pytest.raises(StateChanged, match="尚未锁定"):
        make("reopen", submitted, staff)


def test_after_the_lock_nothing_is_signed_until_it_is_reopened(filled, secretary, staff, clock):
    clock.move_to(at(12, 18))
    lock_month(NOVEMBER)
    with pytest.raises(StateChanged, match="已锁定"):
        moves.sign_and_submit(filled.pk, secretary)
    make("reopen", filled, staff)
    assert moves.sign_and_submit(filled.pk, secretary).was_late is True


def test_a_return_just_before_the_lock_keeps_its_own_two_days(submitted, staff, secretary, clock):
    clock.move_to(at(12, 17, 16))
    moves.return_for_correction(submitted.pk, staff, reason="请核对")
    Remark.objects.update(answer="已核对")
    clock.move_to(at(12, 18, 9))
    lock_month(NOVEMBER)
    assert moves.sign_and_submit(submitted.pk, secretary).state == ReportState.SUBMITTED


def test_after_its_due_day_a_return_of_a_locked_month_is_closed(submitted, staff, officer, clock):
    clock.move_to(at(12, 17, 16))
    moves.return_for_correction(submitted.pk, staff, reason="请核对")
    lock_month(NOVEMBER)
    clock.move_to(at(12, 21, 18, 1))
    line = submitted.lines.first()
    with pytest.raises(StateChanged, match="已锁定"):
        save_line(line.pk, officer, {"percent": 81}, line.version)


# --- Who decides ---------------------------------------------------------------------------------


def test_a_liaison_decides_for_the_own_district_only(submitted, liaison, weather, other_secretary):
    other = MonthlyReport.objects.get(unit=weather, period=NOVEMBER)
    fill(other, other_secretary)
    moves.sign_and_submit(other.pk, other_secretary)
    with pytest.raises(NotAllowed, match="不由您审核"):
        moves.accept(other.pk, liaison)
    assert moves.accept(submitted.pk, liaison).state == ReportState.ACCEPTED


def test_the_committees_own_report_is_decided_by_a_leader(november, committee, staff, leader):
    chief = make_person("chief", "何某甲", Role.SECRETARY, unit=committee)
    report = MonthlyReport.objects.get(unit=committee, period=NOVEMBER)
    fill(report, chief)
    moves.sign_and_submit(report.pk, chief)
    with pytest.raises(NotAllowed):
        moves.accept(report.pk, staff)
    assert moves.accept(report.pk, leader).decided_by == leader


def test_nobody_decides_on_a_value_that_they_typed(report, officer, secretary, tax):
    """The values alone: the secretary filled in the rest."""
    report_zero_for_rest(report, officer)
    sent = moves.sign_and_submit(fill(report, secretary).pk, secretary)
    officer.appointments.create(role=Role.STAFF, starts_on="2020-01-01")
    officer.forget_scope()
    officer.acting_role = Role.STAFF
    for decide in ("accept", "return_for_correction"):
        with pytest.raises(NotAllowed, match="有您填写的内容"):
            make(decide, sent, officer)


def test_nobody_decides_on_what_they_signed(sent, secretary, tax):
    secretary.appointments.create(role=Role.STAFF, starts_on="2020-01-01")
    secretary.forget_scope()
    moves.sign_and_submit(sent.pk, secretary)
    secretary.acting_role = Role.STAFF
    with pytest.raises(NotAllowed, match="不能自己审核"):
        moves.accept(sent.pk, secretary)


def test_nobody_decides_on_lines_they_typed(submitted, staff):
    submitted.lines.update(edited_by=staff)
    with pytest.raises(NotAllowed, match="您填写的内容"):
        moves.accept(submitted.pk, staff)


def test_a_failed_move_leaves_no_trace(submitted, colleague, staff, monkeypatch):
    monkeypatch.setattr(moves, "facts_changed", lambda unit: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        moves.accept(submitted.pk, staff)
    assert fresh(submitted).state == ReportState.SUBMITTED
    assert not ReportSnapshot.objects.exists()


def test_contents_of_a_signed_report_do_not_grow(submitted, tax):
    assert len(Contents.of(submitted).lines) == 2
    assert issubclass(Incomplete, WorkflowError)
