"""差评件: every state is reached, every forbidden move is refused, both read from the table."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews import contacts, receipts
from reviews.case_finding import link
from reviews.models import CaseContact, CaseState, Finding, Rating, RatingCase
from reviews.workflows import rating_case as workflow
from tests.people import make_person
from tests.reviews.rating_world import rate
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workdays import add_workdays
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

SAID = "已向群众说明并改进叫号流程。"

CALLS = {
    "accept": lambda pk, who: workflow.accept(pk, who),
    "verify": lambda pk, who: workflow.verify(pk, who, "当日窗口确实排队较长。"),
    "no_basis": lambda pk, who: workflow.settle("no_basis", pk, who, "调取记录，没有此事。"),
    "not_ours": lambda pk, who: workflow.settle("not_ours", pk, who, "属其他单位职责。"),
    "take_up": lambda pk, who: workflow.take_up(pk, who, "增开一个窗口。"),
    "answer": lambda pk, who: workflow.answer(pk, who, SAID),
    "call_back": lambda pk, who: workflow.call_back(pk, who, "群众表示认可。"),
    "close": lambda pk, who: workflow.close(pk, who),
    "instruct": lambda pk, who: workflow.instruct(pk, who, "限期整改，当面说明。"),
    "escalate": lambda pk, who: workflow.rerate(pk, 1),
}


def opened(point, grade=2, **given):
    rate(point, grade, **given)
    return RatingCase.objects.latest("pk")


def fresh(case):
    return RatingCase.objects.get(pk=case.pk)


def in_state(case, state):
    """Put there by hand, as the workflow would leave it."""
    case.state = state
    case.closed_on = timezone.localdate() if state == CaseState.CLOSED else None
    case.save()
    return case


def answered(case, officer):
    for move in ("accept", "verify", "take_up", "answer"):
        CALLS[move](case.pk, officer)
    return fresh(case)


def test_the_table_names_every_move():
    assert set(CALLS) == set(workflow.TRANSITIONS)


@pytest.mark.parametrize("move", [name for name in CALLS if name != "escalate"])
def test_no_move_starts_from_a_state_that_the_table_does_not_name(
    move, point, staff, officer, leader
):
    case = opened(point)
    case.caller = staff
    by = workflow.TRANSITIONS[move].by
    who = officer if Role.OFFICER in by else staff if Role.STAFF in by else leader
    for state in set(CaseState.values) - set(workflow.TRANSITIONS[move].sources):
        in_state(case, state)
        with pytest.raises(StateChanged):
            CALLS[move](case.pk, who)
        assert fresh(case).state == state


def test_only_the_roles_of_the_table_move_a_case(point, officer, secretary, staff, leader, auditor):
    case = opened(point)
    case.caller = staff
    for name, move in workflow.TRANSITIONS.items():
        if name == "escalate":
            continue
        in_state(case, sorted(move.sources)[0])
        for person in (officer, secretary, staff, leader, auditor):
            if person.scope.role not in move.by:
                with pytest.raises(NotAllowed):
                    CALLS[name](case.pk, person)
    assert not AuditEntry.objects.filter(action__startswith="rating_case.").exists()


def test_strangers_do_not_even_find_it(point, other_officer, inspector, administrator):
    case = opened(point)
    for person in (other_officer, inspector, administrator):
        with pytest.raises(RatingCase.DoesNotExist):
            workflow.accept(case.pk, person)


def test_a_poor_rating_opens_a_case_at_once_and_a_good_one_none(point):
    rate(point, 3)
    assert not RatingCase.objects.exists()
    given = rate(point, 1, comment="等了两个小时")
    case = RatingCase.objects.get()
    assert case.state == CaseState.OPENED and case.opened_on == timezone.localdate()
    assert case.due_on == add_workdays(case.opened_on, 1)
    assert (
        case.receipt_key == receipts.key_of(given.receipt) and given.receipt not in case.receipt_key
    )


def test_a_complaint_ends_where_the_citizen_can_see_it(point, officer, secretary, staff):
    case = opened(point)
    workflow.accept(case.pk, officer)
    workflow.verify(case.pk, secretary, "属实。")
    assert fresh(case).due_on == add_workdays(case.opened_on, 5)
    workflow.take_up(case.pk, officer, "增开窗口。")
    workflow.answer(case.pk, secretary, SAID)
    assert fresh(case).rounds.get().answer == SAID
    case = workflow.close(case.pk, staff)
    assert case.state == CaseState.CLOSED and case.closed_on == timezone.localdate()
    assert AuditEntry.objects.about(case).count() == 5


def test_a_second_dissatisfaction_goes_to_the_linked_leader(point, officer, leader, districts):
    elsewhere = make_person("leader2", "周示例", Role.LEADER, district=districts[1])
    case = answered(opened(point), officer)
    case = workflow.rerate(case.pk, 2, "还是没解决")
    assert case.state == CaseState.ESCALATED and case.escalated_times == 1
    with pytest.raises(NotAllowed, match="挂联领导"):
        CALLS["instruct"](case.pk, elsewhere)
    assert CALLS["instruct"](case.pk, leader).state == CaseState.IN_HAND
    workflow.answer(case.pk, officer, "已当面解决。")
    case = workflow.rerate(case.pk, 4)
    assert case.state == CaseState.ANSWERED and [step.regrade for step in case.rounds.all()] == [
        2,
        4,
    ]


def test_a_verdict_can_be_disagreed_with_too(point, staff):
    case = opened(point)
    workflow.accept(case.pk, staff)
    for move in ("no_basis", "not_ours"):
        with pytest.raises(ReasonRequired):
            workflow.settle(move, case.pk, staff, " ")
    workflow.settle("no_basis", case.pk, staff, "没有此事。")
    assert workflow.rerate(case.pk, 1).state == CaseState.ESCALATED


def test_one_word_about_an_answer_and_only_within_its_days(point, officer):
    case = answered(opened(point), officer)
    workflow.rerate(case.pk, 5)
    with pytest.raises(StateChanged):
        workflow.rerate(case.pk, 1)
    late = answered(opened(point), officer)
    with time_machine.travel(timezone.now() + timedelta(days=31)), pytest.raises(StateChanged):
        workflow.rerate(late.pk, 1)


def test_before_an_answer_there_is_nothing_to_rate_again(point):
    with pytest.raises(StateChanged):
        workflow.rerate(opened(point).pk, 1)


def test_who_left_a_contact_is_called_before_the_case_closes(point, officer, staff, colleague):
    case = answered(opened(point, contact="王女士 13900001111"), officer)
    assert case.due_on == add_workdays(case.opened_on, 10)
    with pytest.raises(NotAllowed, match="先回访"):
        workflow.close(case.pk, staff)
    with pytest.raises(NotAllowed, match="指定的回访人"):
        CALLS["call_back"](case.pk, staff)
    workflow.name_caller(case.pk, staff, colleague)
    with pytest.raises(NotAllowed):
        contacts.look(case.pk, staff)
    assert contacts.look(case.pk, colleague) == "王女士 13900001111"
    look = AuditEntry.objects.get(action="rating_case.contact_look")
    assert look.actor == colleague and "13900001111" not in str(look.__dict__)
    assert CALLS["call_back"](case.pk, colleague).state == CaseState.CALLED_BACK
    assert workflow.close(case.pk, staff).state == CaseState.CLOSED


def test_the_caller_is_of_the_committee_and_named_by_it(point, officer, staff, liaison):
    case = opened(point, contact="13900001111")
    with pytest.raises(ValidationError):
        workflow.name_caller(case.pk, staff, officer)
    with pytest.raises(NotAllowed):
        workflow.name_caller(case.pk, officer, staff)
    assert workflow.name_caller(case.pk, liaison, liaison).caller == liaison


def test_still_dissatisfied_on_the_telephone_is_a_second_dissatisfaction(point, officer, staff):
    case = answered(opened(point, contact="13900001111"), officer)
    workflow.name_caller(case.pk, staff, staff)
    case = workflow.call_back(case.pk, staff, "仍不认可。", regrade=2)
    assert case.state == CaseState.ESCALATED


def test_a_contact_is_ciphered_and_nowhere_else(point, settings):
    case = opened(point, contact="13900001111", comment="请回电")
    sealed = bytes(CaseContact.objects.get(case=case).sealed)
    assert b"13900001111" not in sealed
    assert "1111" not in str(Rating.objects.values().get()) + str(RatingCase.objects.values().get())


def test_staff_of_another_district_do_not_decide(point, districts, officer):
    other = make_person("liaison2", "冯某乙", Role.STAFF, district=districts[1])
    case = answered(opened(point), officer)
    with pytest.raises(NotAllowed, match="不由您办理"):
        workflow.close(case.pk, other)


def test_the_portal_closes_what_nobody_objects_to(point, officer):
    done = answered(opened(point), officer)
    to_call = answered(opened(point, contact="13900001111"), officer)
    assert workflow.close_settled() == 0
    later = timezone.localdate() + timedelta(days=31)
    assert workflow.close_settled(later) == 1 and workflow.close_settled(later) == 0
    assert fresh(done).state == CaseState.CLOSED and fresh(to_call).state == CaseState.ANSWERED


def test_a_case_found_true_can_be_listed_among_the_findings(point, officer, staff):
    case = opened(point)
    with pytest.raises(StateChanged):
        link(case.pk, staff, "窗口排队过长")
    workflow.accept(case.pk, officer)
    CALLS["verify"](case.pk, officer)
    with pytest.raises(NotAllowed):
        link(case.pk, officer, "窗口排队过长")
    link(case.pk, staff, "窗口排队过长")
    finding = Finding.objects.get()
    assert finding.source == "rating" and finding.rating_case == case
    with pytest.raises(StateChanged):
        link(case.pk, staff, "再列一次")


def test_the_database_knows_the_states(point):
    case = opened(point)
    for fields in ({"state": "lost"}, {"state": "closed"}, {"closed_on": timezone.localdate()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RatingCase.objects.filter(pk=case.pk).update(**fields)
