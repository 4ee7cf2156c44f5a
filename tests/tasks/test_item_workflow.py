"""Staff's verdicts on items: who may make them, from which state, with which words."""

from datetime import date

import pytest

from tasks.models import (
    DeadlineChange,
    DeadlineChangeState,
    DeadlineKind,
    ItemKind,
    ItemState,
    LedProject,
    MonthlyReport,
    WorkItem,
)
from tasks.workflows import item as verdicts
from tasks.workflows.deadline_change import ask
from tests.tasks.test_item_state import OCTOBER, say, signed_report
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

CALLS = {
    "accept": lambda pk, actor: verdicts.accept(pk, actor),
    "not_yet": lambda pk, actor: verdicts.not_yet(pk, actor, "佐证不足"),
    "reopen": lambda pk, actor: verdicts.reopen(pk, actor, "需补充"),
    "cancel": lambda pk, actor: verdicts.cancel(pk, actor, "任务调整"),
    "carry": lambda pk, actor: verdicts.carry(pk, actor),
}


def make_project(unit, state=ItemState.UNDER_WAY, **fields):
    return LedProject.objects.create(
        **{
            "kind": ItemKind.LED_PROJECT, "lead": "secretary_led", "unit": unit, "year": 2025,
            "title": "书记领办营商环境提升项目", "state": state, "percent": 60,
        } | fields
    )  # fmt: skip


def state_of(item):
    return WorkItem.objects.get(pk=item.pk).state


def test_the_table_names_every_move():
    assert set(CALLS) == set(verdicts.TRANSITIONS)


@pytest.mark.parametrize("move", CALLS)
@pytest.mark.parametrize("state", ItemState.values)
def test_no_move_starts_from_a_state_that_the_table_does_not_name(move, state, tax, staff):
    item = make_project(tax, state)
    if state in verdicts.TRANSITIONS[move].sources:
        CALLS[move](item.pk, staff)
        assert state_of(item) == verdicts.TRANSITIONS[move].target
    else:
        with pytest.raises(StateChanged, match="当前状态是"):
            CALLS[move](item.pk, staff)
        assert state_of(item) == state


@pytest.mark.parametrize("move", CALLS)
@pytest.mark.parametrize("who", ["officer", "secretary", "administrator", "auditor"])
def test_only_staff_decide(move, who, tax, request):
    state = sorted(verdicts.TRANSITIONS[move].sources)[0]
    item = make_project(tax, state)
    with pytest.raises(NotAllowed):
        CALLS[move](item.pk, request.getfixturevalue(who))
    assert state_of(item) == state


def test_a_liaison_decides_for_the_own_district_only(tax, weather, liaison):
    mine, theirs = (make_project(unit, ItemState.REPORTED_DONE) for unit in (tax, weather))
    verdicts.accept(mine.pk, liaison)
    with pytest.raises(NotAllowed, match="不由您审批"):
        verdicts.accept(theirs.pk, liaison)


def test_the_committees_own_item_is_decided_by_a_leader(committee, staff, leader):
    item = make_project(committee, ItemState.REPORTED_DONE)
    with pytest.raises(NotAllowed):
        verdicts.accept(item.pk, staff)
    verdicts.accept(item.pk, leader)
    assert state_of(item) == ItemState.ACCEPTED


def test_another_units_officer_does_not_even_find_the_item(tax, other_officer):
    item = make_project(tax)
    with pytest.raises(WorkItem.DoesNotExist):
        verdicts.cancel(item.pk, other_officer, "任务调整")


def test_nobody_accepts_what_they_signed_themselves(tax, secretary, staff):
    item = make_project(tax, ItemState.REPORTED_DONE)
    report = signed_report(tax, OCTOBER, secretary)
    say(report, item, 100, claims_done=True)
    MonthlyReport.objects.filter(pk=report.pk).update(sent_by=staff)
    with pytest.raises(NotAllowed, match="本人送签或签发"):
        verdicts.accept(item.pk, staff)


@pytest.mark.parametrize("move", ["not_yet", "reopen", "cancel"])
def test_a_refusal_needs_a_reason(move, tax, staff):
    item = make_project(tax, sorted(verdicts.TRANSITIONS[move].sources)[0])
    with pytest.raises(ReasonRequired, match="请写明"):
        getattr(verdicts, move)(item.pk, staff, "  ")


def test_a_refused_claim_falls_back_to_what_was_accepted(tax, secretary, staff):
    item = make_project(tax, ItemState.REPORTED_DONE, percent=100)
    say(signed_report(tax, OCTOBER, secretary, "accepted"), item, 45)
    verdicts.not_yet(item.pk, staff, "佐证材料不足")
    item = WorkItem.objects.get(pk=item.pk)
    assert (item.state, item.percent, item.state_reason) == ("under_way", 45, "佐证材料不足")


def test_the_slower_of_two_is_told_who_was_faster(tax, staff, colleague):
    item = make_project(tax, ItemState.REPORTED_DONE)
    verdicts.accept(item.pk, staff)
    with pytest.raises(StateChanged, match="已由 陈示例 验收通过"):
        verdicts.not_yet(item.pk, colleague, "佐证不足")


def test_cancelling_ends_an_open_request_and_keeps_the_reason(tax, officer, staff):
    item = make_project(tax, deadline=date(2099, 6, 30), deadline_kind=DeadlineKind.DATE)
    change = ask(item, officer, date.today(), "推进受阻")
    verdicts.cancel(item.pk, staff, "上级任务调整")
    change = DeadlineChange.objects.get(pk=change.pk)
    assert change.state == DeadlineChangeState.WITHDRAWN
    assert (
        AuditEntry.objects.about(WorkItem.objects.get(pk=item.pk)).first().reason == "上级任务调整"
    )


def test_carrying_continues_the_item_next_year_and_ends_the_old_one(tax, finance, staff):
    old = make_project(tax, deadline=date(2025, 11, 30), deadline_kind=DeadlineKind.DATE)
    old.co_units.add(finance)
    new = verdicts.carry(old.pk, staff)
    assert (new.year, new.continued_from_id, new.percent, new.state) == (
        2026,
        old.pk,
        60,
        "under_way",
    )
    assert new.first_deadline == date(2025, 11, 30)
    assert list(new.co_units.all()) == [finance]
    assert state_of(old) == ItemState.CANCELLED
