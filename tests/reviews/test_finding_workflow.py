"""A problem from discovery to 销号: who moves it, in which order, and who may not."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.models import Finding, FindingSource, FindingState, UnitMonthReviews
from reviews.workflows import finding as workflow
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workdays import add_workdays
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

SAID = "已建立台账并逐项整改。"


def today():
    return timezone.localdate()


def make_finding(unit, state=FindingState.FOUND, title="学习记录不完整", **fields):
    return Finding.objects.create(
        **{
            "unit": unit, "year": 2026, "title": title, "state": state,
            "source": FindingSource.INSPECTION, "found_on": date(2026, 3, 2),
        } | fields
    )  # fmt: skip


CALLS = {
    "confirm": lambda pk, who: workflow.confirm(pk, who),
    "not_ours": lambda pk, who: workflow.settle("not_ours", pk, who, "属其他单位职责"),
    "no_basis": lambda pk, who: workflow.settle("no_basis", pk, who, "查无依据"),
    "already_fixed": lambda pk, who: workflow.settle("already_fixed", pk, who, "上月已整改"),
    "fix_on_site": lambda pk, who: workflow.fix_on_site(pk, who, "现场补齐签到"),
    "assign": lambda pk, who: workflow.assign(pk, who),
    "take_up": lambda pk, who: workflow.take_up(pk, who),
    "report": lambda pk, who: workflow.report(pk, who, SAID),
    "return_for_more": lambda pk, who: workflow.return_for_more(pk, who, "缺少佐证"),
    "verify": lambda pk, who: workflow.verify(pk, who),
    "close": lambda pk, who: workflow.close(pk, who),
    "defer": lambda pk, who: workflow.defer(pk, who, "经费未落实", today() + timedelta(days=30)),
    "resume": lambda pk, who: workflow.resume(pk, who),
    "meet_again": lambda pk, who: workflow.meet_again(pk, who, "抽查时再次发现"),
}


def fresh(finding):
    return Finding.objects.get(pk=finding.pk)


def test_the_table_names_every_move():
    assert set(CALLS) == set(workflow.TRANSITIONS)


@pytest.mark.parametrize("move", CALLS)
@pytest.mark.parametrize("state", FindingState.values)
def test_no_move_starts_from_a_state_that_the_table_does_not_name(move, state, tax, staff, officer):
    finding = make_finding(tax, state)
    by_unit = "officer" in workflow.TRANSITIONS[move].by
    if state in workflow.TRANSITIONS[move].sources:
        CALLS[move](finding.pk, officer if by_unit else staff)
        assert fresh(finding).state == workflow.TRANSITIONS[move].target
        return
    # What is still being looked into does not exist for the unit.
    unseen = by_unit and state in (FindingState.FOUND, FindingState.CONFIRMED)
    with pytest.raises(Finding.DoesNotExist if unseen else StateChanged):
        CALLS[move](finding.pk, officer if by_unit else staff)
    assert fresh(finding).state == state


@pytest.mark.any_database
@pytest.mark.parametrize("move", CALLS)
@pytest.mark.parametrize("who", ["staff", "officer", "secretary", "leader", "inspector", "administrator", "auditor"])  # fmt: skip
def test_only_the_roles_of_the_table_make_a_move(move, who, finance, request):
    """At 市财政局, where the inspector is appointed; officer and secretary are of another unit."""
    finding = make_finding(finance, sorted(workflow.TRANSITIONS[move].sources)[0])
    actor = request.getfixturevalue(who)
    granted = actor.scope.role in workflow.TRANSITIONS[move].by
    if granted and who in ("staff", "inspector"):
        CALLS[move](finding.pk, actor)
    else:
        with pytest.raises((NotAllowed, Finding.DoesNotExist)):
            CALLS[move](finding.pk, actor)


@pytest.mark.parametrize("move", ["assign", "verify", "close", "defer"])
def test_a_liaison_works_in_the_own_district_only(move, tax, weather, liaison):
    state = sorted(workflow.TRANSITIONS[move].sources)[0]
    CALLS[move](make_finding(tax, state).pk, liaison)
    with pytest.raises(NotAllowed, match="不由您办理"):
        CALLS[move](make_finding(weather, state).pk, liaison)


def test_the_whole_way_with_a_round_of_return(tax, staff, colleague, officer, secretary):
    finding = workflow.record_finding(
        staff, tax, title="党费公示不及时", source="inspection", found_on=today()
    )
    workflow.confirm(finding.pk, staff)
    workflow.assign(finding.pk, staff)
    assert fresh(finding).due_on == add_workdays(today(), 15)
    workflow.take_up(finding.pk, officer, "限期补公示")
    workflow.report(finding.pk, officer, "已补公示。")
    workflow.sign(finding.pk, secretary)
    workflow.return_for_more(finding.pk, staff, "请附公示照片说明")
    workflow.report(finding.pk, secretary, "已补充说明。")
    workflow.verify(finding.pk, colleague)
    workflow.close(finding.pk, staff)
    finding = fresh(finding)
    assert (finding.state, finding.returned_times) == (FindingState.CLOSED, 1)
    assert finding.closed_at is not None
    first, second = finding.steps.all()
    assert (first.report, first.verdict, first.verdict_text) == (
        "已补公示。",
        "returned",
        "请附公示照片说明",
    )
    assert (first.signed_by, second.signed_by) == (secretary, secretary)
    assert (second.verdict, second.verified_by) == ("passed", colleague)
    assert AuditEntry.objects.about(finding).count() == 10


@pytest.mark.parametrize("move", ["verify", "return_for_more"])
def test_the_rectifier_never_verifies_whatever_roles_they_hold(move, tax, officer, staff):
    finding = make_finding(tax, FindingState.IN_HAND)
    workflow.report(finding.pk, officer, SAID)
    finding.steps.update(reported_by=staff)  # the same person, now working as staff
    with pytest.raises(NotAllowed, match="须由其他人员核验"):
        CALLS[move](finding.pk, staff)


def test_who_signed_the_report_does_not_verify_it_either(tax, officer, staff):
    finding = make_finding(tax, FindingState.IN_HAND)
    workflow.report(finding.pk, officer, SAID)
    finding.steps.update(signed_by=staff)
    with pytest.raises(NotAllowed):
        workflow.verify(finding.pk, staff)


def test_the_database_itself_keeps_them_apart(tax, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_finding(tax, FindingState.VERIFIED, rectified_by=officer, verified_by=officer)


@pytest.mark.parametrize("move", ["not_ours", "no_basis", "already_fixed"])
def test_a_finding_that_is_none_keeps_its_explanation(move, tax, staff):
    finding = make_finding(tax)
    with pytest.raises(ReasonRequired):
        workflow.settle(move, finding.pk, staff, "")
    CALLS[move](finding.pk, staff)
    assert fresh(finding).result


def test_a_report_says_something(tax, officer):
    finding = make_finding(tax, FindingState.IN_HAND)
    with pytest.raises(ReasonRequired, match="请写明"):
        workflow.report(finding.pk, officer, "  ")
    assert not finding.steps.exists()


def test_the_secretary_signs_once_and_an_officer_never(tax, officer, secretary):
    finding = make_finding(tax, FindingState.IN_HAND)
    workflow.report(finding.pk, officer, SAID)
    with pytest.raises(NotAllowed, match="党组织书记"):
        workflow.sign(finding.pk, officer)
    workflow.sign(finding.pk, secretary)
    with pytest.raises(StateChanged):
        workflow.sign(finding.pk, secretary)


def test_another_units_secretary_finds_nothing_to_sign(tax, officer, other_secretary):
    finding = make_finding(tax, FindingState.IN_HAND)
    workflow.report(finding.pk, officer, SAID)
    with pytest.raises(Finding.DoesNotExist):
        workflow.sign(finding.pk, other_secretary)


@pytest.mark.parametrize("state", FindingState.values)
def test_overdue_is_what_the_unit_still_has_after_its_day(state, tax):
    finding = make_finding(tax, state, due_on=today() - timedelta(days=3))
    overdue = state in (FindingState.ASSIGNED, FindingState.IN_HAND)
    assert Finding.objects.overdue().exists() == overdue
    assert finding.overdue_days == (3 if overdue else 0)


def test_the_due_day_itself_is_not_overdue(tax):
    make_finding(tax, FindingState.ASSIGNED, due_on=today())
    assert not Finding.objects.overdue().exists()


def test_a_return_leaves_the_unit_time_even_after_the_first_day_has_passed(tax, staff):
    past = today() - timedelta(days=20)
    finding = make_finding(tax, FindingState.REPORTED, due_on=past, result=SAID)
    workflow.return_for_more(finding.pk, staff, "缺少佐证")
    finding = fresh(finding)
    assert finding.overdue_days == 0
    assert finding.first_due_on == past


def test_a_deferred_finding_comes_back_by_itself_once(tax, staff):
    finding = make_finding(tax, FindingState.IN_HAND, due_on=today())
    workflow.defer(finding.pk, staff, "经费未落实", today() + timedelta(days=10))
    assert workflow.resume_expired(today() + timedelta(days=10)) == 0
    assert workflow.resume_expired(today() + timedelta(days=11)) == 1
    assert workflow.resume_expired(today() + timedelta(days=11)) == 0
    finding = fresh(finding)
    assert (finding.state, finding.overdue_days) == (FindingState.IN_HAND, 0)
    assert AuditEntry.objects.about(finding).first().actor_name == "系统"


def test_a_problem_met_again_is_in_hand_with_its_occurrence(tax, staff):
    finding = make_finding(tax, FindingState.CLOSED, closed_at=timezone.now())
    workflow.meet_again(finding.pk, staff, "抽查时再次发现", FindingSource.UNANNOUNCED)
    finding = fresh(finding)
    assert finding.state == FindingState.IN_HAND
    occurrence = finding.occurrences.get()
    assert (occurrence.source, occurrence.found_on) == (FindingSource.UNANNOUNCED, today())
    assert finding.source == FindingSource.INSPECTION


@pytest.mark.parametrize(
    ("due_on", "says"), [(date(2020, 1, 1), "不能早于今天"), (date(2999, 1, 1), "核对年份")]
)
def test_a_due_day_that_makes_no_sense_is_refused(due_on, says, tax, staff):
    finding = make_finding(tax, FindingState.CONFIRMED)
    with pytest.raises(ValidationError, match=says):
        workflow.assign(finding.pk, staff, due_on)
    assert fresh(finding).state == FindingState.CONFIRMED


def test_the_slower_of_two_verifiers_is_told(tax, staff, colleague):
    finding = make_finding(tax, FindingState.REPORTED, result=SAID)
    workflow.verify(finding.pk, staff)
    with pytest.raises(StateChanged, match="已由 陈示例 核验通过"):
        workflow.return_for_more(finding.pk, colleague, "缺少佐证")


def test_the_same_problem_is_not_recorded_twice(tax, staff):
    workflow.record_finding(
        staff, tax, title="党费公示不及时", source="inspection", found_on=today()
    )
    with pytest.raises(ValidationError, match="同名问题"):
        workflow.record_finding(
            staff, tax, title="党费公示 不及时", source="inspection", found_on=today()
        )


@pytest.mark.parametrize("who", ["officer", "secretary", "leader", "administrator", "auditor"])
def test_who_does_not_find_records_nothing(who, tax, request):
    with pytest.raises(NotAllowed):
        workflow.record_finding(
            request.getfixturevalue(who), tax, title="问题", source="self_check", found_on=today()
        )


def test_the_months_figures_follow(tax, staff):
    finding = workflow.record_finding(
        staff, tax, title="党费公示不及时", source="inspection", found_on=today()
    )
    row = UnitMonthReviews.objects.get(unit=tax)
    assert (row.findings_found, row.findings_closed) == (1, 0)
    workflow.fix_on_site(finding.pk, staff, "现场补齐")
    row.refresh_from_db()
    assert row.findings_closed == 1
