"""A deadline moves only by a request that staff decide, and the first one is never lost."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tasks.models import DeadlineChange, DeadlineChangeState, DeadlineKind, ItemState, WorkItem
from tasks.workflows import deadline_change as workflow
from tests.tasks.test_item_workflow import make_project
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

FIRST = date(2025, 6, 30)


def later(days=90):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def item(tax):
    return make_project(tax, deadline=FIRST, deadline_kind=DeadlineKind.DATE)


@pytest.fixture
def change(item, officer):
    return workflow.ask(item, officer, later(), "雨季施工受阻")


def fresh(item):
    return WorkItem.objects.get(pk=item.pk)


def test_granting_moves_the_deadline_and_keeps_the_first(item, change, staff):
    workflow.grant(change.pk, staff)
    assert fresh(item).deadline == later()
    assert fresh(item).first_deadline == FIRST
    change.refresh_from_db()
    assert (change.state, change.decided_by) == (DeadlineChangeState.GRANTED, staff)


def test_a_second_move_still_knows_the_first_promise(item, change, officer, staff):
    workflow.grant(change.pk, staff)
    again = workflow.ask(item, officer, later(120), "工期顺延")
    workflow.grant(again.pk, staff)
    assert fresh(item).first_deadline == FIRST
    assert again.old_deadline == later()


def test_asking_alone_moves_nothing(item, change):
    assert fresh(item).deadline == FIRST


def test_declining_needs_a_reason_and_moves_nothing(item, change, staff):
    with pytest.raises(ReasonRequired):
        workflow.decline(change.pk, staff, " ")
    workflow.decline(change.pk, staff, "请按期完成")
    assert fresh(item).deadline == FIRST


def test_one_request_at_a_time(item, change, secretary):
    with pytest.raises(StateChanged, match="等待审批"):
        workflow.ask(item, secretary, later(30), "再申请")
    assert DeadlineChange.objects.count() == 1


def test_after_a_refusal_the_unit_may_ask_again(item, change, officer, staff):
    workflow.decline(change.pk, staff, "理由不充分")
    assert workflow.ask(item, officer, later(10), "补充说明").pk


def test_nobody_decides_what_they_asked(change, staff):
    DeadlineChange.objects.filter(pk=change.pk).update(asked_by=staff)
    with pytest.raises(NotAllowed, match="本人提出"):
        workflow.grant(change.pk, staff)


@pytest.mark.parametrize("move", ["grant", "decline"])
@pytest.mark.parametrize("who", ["officer", "secretary", "administrator", "auditor", "leader"])
def test_only_staff_decide(move, who, change, request):
    actor = request.getfixturevalue(who)
    args = [change.pk, actor] + (["不同意"] if move == "decline" else [])
    with pytest.raises(NotAllowed):
        getattr(workflow, move)(*args)


def test_a_liaison_decides_in_the_own_district_only(weather, other_officer, liaison):
    theirs = make_project(weather, deadline=FIRST, deadline_kind=DeadlineKind.DATE)
    change = workflow.ask(theirs, other_officer, later(), "设备到货延迟")
    with pytest.raises(NotAllowed, match="不由您审批"):
        workflow.grant(change.pk, liaison)


@pytest.mark.parametrize("state", DeadlineChangeState.values)
@pytest.mark.parametrize("move", workflow.TRANSITIONS)
def test_forbidden_moves(move, state, item, change, staff, officer):
    DeadlineChange.objects.filter(pk=change.pk).update(state=state)
    actor = officer if move == "withdraw" else staff
    args = [change.pk, actor] + (["不同意"] if move == "decline" else [])
    if state == DeadlineChangeState.ASKED:
        getattr(workflow, move)(*args)
    else:
        with pytest.raises(StateChanged):
            getattr(workflow, move)(*args)


def test_another_unit_neither_asks_nor_withdraws(item, change, other_officer):
    with pytest.raises(WorkItem.DoesNotExist):
        workflow.ask(item, other_officer, later(), "理由")
    with pytest.raises(DeadlineChange.DoesNotExist):
        workflow.withdraw(change.pk, other_officer)


def test_staff_do_not_ask_for_a_unit(item, staff):
    with pytest.raises(NotAllowed, match="责任单位提出"):
        workflow.ask(item, staff, later(), "理由")


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (None, "请填写"),
        (FIRST, "相同"),
        (date(2025, 1, 1), "早于今天"),
        (date(2999, 1, 1), "核对年份"),
    ],
)
def test_a_day_that_makes_no_sense_is_said_beside_the_field(item, officer, day, says):
    with pytest.raises(ValidationError, match=says) as raised:
        workflow.ask(item, officer, day, "理由")
    assert "new_deadline" in raised.value.message_dict


def test_an_item_that_is_done_gets_no_new_deadline(item, officer):
    WorkItem.objects.filter(pk=item.pk).update(state=ItemState.ACCEPTED)
    with pytest.raises(StateChanged, match="已验收"):
        workflow.ask(item, officer, later(), "理由")


def test_a_request_is_not_granted_for_an_item_that_was_claimed_meanwhile(item, change, staff):
    WorkItem.objects.filter(pk=item.pk).update(state=ItemState.REPORTED_DONE)
    with pytest.raises(StateChanged):
        workflow.grant(change.pk, staff)
    assert fresh(item).deadline == FIRST
