"""Extensions, visits and clues: every move from every state, made or refused as their tables say; by whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews.models import (
    Clue,
    ClueState,
    ClueVerdict,
    ExtensionState,
    FindingExtension,
    InspectionVisit,
    VisitState,
)
from reviews.workflows import clue, finding_extension, inspection_visit
from tests.reviews.rectification_world import make_finding, plan, today
from zhaotong_portal.workflow import NotAllowed, StateChanged

SAID = "情况属实。"
CLUE_CALLS = {
    "forward": lambda pk, who, unit: clue.forward(pk, who, unit),
    "verify": lambda pk, who, unit: clue.verify(pk, who, ClueVerdict.NO_BASIS, SAID),
    "dispose": lambda pk, who, unit: clue.dispose(pk, who, SAID),
    "feed_back": lambda pk, who, unit: clue.feed_back(pk, who, SAID),
    "return_back": lambda pk, who, unit: clue.return_back(pk, who, SAID),
    "transfer": lambda pk, who, unit: clue.transfer(pk, who, "纪检监察机关"),
}
VISIT_CALLS = {
    "begin": lambda pk, who: inspection_visit.begin(pk, who),
    "feed_back": lambda pk, who: inspection_visit.feed_back(pk, who, "总体较好。"),
    "cancel": lambda pk, who: inspection_visit.cancel(pk, who, "时间冲突"),
}
EXTENSION_CALLS = {
    "grant": lambda pk, who: finding_extension.grant(pk, who),
    "decline": lambda pk, who: finding_extension.decline(pk, who, "仍有时间"),
    "withdraw": lambda pk, who: finding_extension.withdraw(pk, who),
}


def test_the_tables_name_every_move():
    assert set(CLUE_CALLS) == set(clue.TRANSITIONS)
    assert set(VISIT_CALLS) == set(inspection_visit.TRANSITIONS)
    assert set(EXTENSION_CALLS) == set(finding_extension.TRANSITIONS)


def made(call, table, move, row):
    """The move is made from the states that the table names, and changes nothing from any other."""
    state = row.state
    if state in table[move].sources:
        call()
        expected = table[move].target
    else:
        with pytest.raises(StateChanged):
            call()
        expected = state
    row.refresh_from_db()
    assert row.state == expected


@pytest.mark.parametrize("move", CLUE_CALLS)
@pytest.mark.parametrize("state", ClueState.values)
def test_clues(move, state, tax, staff, channel):
    said = {} if state == ClueState.TRANSFERRED else {"title": "窗口排队"}
    row = Clue.objects.create(channel=channel, outside_number="1", state=state, unit=tax, **said)
    made(lambda: CLUE_CALLS[move](row.pk, staff, tax), clue.TRANSITIONS, move, row)


@pytest.mark.parametrize("move", VISIT_CALLS)
@pytest.mark.parametrize("state", VisitState.values)
def test_visits(move, state, tax, staff, checklist):
    row = plan(staff, checklist, tax)
    InspectionVisit.objects.filter(pk=row.pk).update(state=state, visited_at=timezone.now())
    row.refresh_from_db()
    made(lambda: VISIT_CALLS[move](row.pk, staff), inspection_visit.TRANSITIONS, move, row)


@pytest.mark.parametrize("move", EXTENSION_CALLS)
@pytest.mark.parametrize("state", ExtensionState.values)
def test_extensions(move, state, tax, staff, officer):
    finding = make_finding(tax, "in_hand", due_on=today())
    row = FindingExtension.objects.create(
        finding=finding, state=state, old_due_on=today(), new_due_on=today() + timedelta(days=9),
        reason="经费未落实", asked_by=officer,
    )  # fmt: skip
    by_unit = "officer" in finding_extension.TRANSITIONS[move].by
    made(
        lambda: EXTENSION_CALLS[move](row.pk, officer if by_unit else staff),
        finding_extension.TRANSITIONS, move, row,
    )  # fmt: skip


@pytest.mark.parametrize("who", ["officer", "leader", "inspector", "administrator", "auditor"])
def test_only_staff_handle_clues(who, tax, channel, request):
    row = Clue.objects.create(channel=channel, outside_number="1", title="窗口排队")
    with pytest.raises((NotAllowed, Clue.DoesNotExist)):
        clue.forward(row.pk, request.getfixturevalue(who), tax)


def test_a_liaison_handles_clues_of_the_own_district(tax, weather, liaison, channel):
    mine = Clue.objects.create(channel=channel, outside_number="1", title="甲", unit=tax)
    other = Clue.objects.create(channel=channel, outside_number="2", title="乙", unit=weather)
    clue.forward(mine.pk, liaison, tax)
    with pytest.raises(NotAllowed, match="不由您办理"):
        clue.forward(other.pk, liaison, weather)
