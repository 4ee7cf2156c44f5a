"""定等次: the score advises, the committee decides; what was published stays (I10, W15)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.assessment import judging
from reviews.assessment.facts import lines_of
from reviews.assessment.ranking import lines_of_year
from reviews.models import Assessment, AssessmentState, ContestState, FactContest, JudgedScore
from reviews.workflows import assessment as workflow
from tests.people import make_person
from tests.reviews.judgement_world import *  # noqa: F403
from tests.reviews.judgement_world import decide, decision_of, fresh, published, seen
from tests.tasks.test_report_race import at_once
from units.models import Appointment, Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged


def test_the_grade_is_kept_beside_what_the_score_advised(assessed, leader):
    assert decide(assessed, leader, "好") == 1
    kept = fresh(assessed)
    assert kept.state == "decided" and kept.scheme.year == 2026
    said = kept.decision
    assert (said.grade, said.advised, said.score, said.place, said.place_of) == (
        "好",
        "好",
        95,
        1,
        4,
    )
    assert [part["value"] for part in kept.facts["parts"]] == ["95", "95.00"]


def test_another_grade_than_advised_needs_its_reason(assessed, leader):
    with pytest.raises(workflow.Refused) as refused:
        decide(assessed, leader, "较好", "  ")
    assert refused.value.errors == {
        assessed.pk: ("reason", "得分建议为“好”，定为“较好”的，请写明理由。")
    }
    decide(assessed, leader, "较好", "年内有一起通报。")
    assert decision_of(assessed).reason == "年内有一起通报。"
    with pytest.raises(IntegrityError), transaction.atomic():
        decision_of(assessed).__class__.objects.update(reason="")


def test_the_trail_that_administrators_read_names_no_grade_and_no_score(
    assessed, leader, staff, judged_part
):
    judging.save(2026, staff, {(assessed.pk, judged_part.pk): "91.25"})
    decide(assessed, leader, "一般", "年内有一起通报。")
    told = str(list(AuditEntry.objects.about(assessed).values_list("changes", "reason")))
    assert "工作实绩" in told
    assert "91.25" not in told and "一般" not in told and "通报" not in told


def test_one_wrong_row_keeps_nothing_of_the_table(year, leader):
    rows = list(year.values())
    choices = {row.pk: workflow.Choice("好", "", seen(row)) for row in rows}
    with pytest.raises(workflow.Refused) as refused:
        workflow.decide(choices, leader)
    assert set(refused.value.errors) == {row.pk for row in rows[1:]}
    assert not Assessment.objects.filter(state="decided").exists()


def test_who_was_faster_is_told_by_name(assessed, leader, districts):
    other = make_person("leader2", "何示例", Role.LEADER, district=districts[1])
    looked_at = seen(assessed)
    decide(assessed, leader, "好", as_seen=looked_at)
    with pytest.raises(workflow.Refused) as refused:
        decide(assessed, other, "较好", "再议。", as_seen=looked_at)
    field, said = refused.value.errors[assessed.pk]
    assert field == "seen" and said.startswith("已由 孙示例 于") and "定为“好”" in said
    assert decision_of(assessed).number == 1


def test_a_score_that_changed_under_the_leaders_eyes_is_looked_at_again(assessed, leader, staff):
    looked_at = seen(assessed)
    JudgedScore.objects.filter(assessment=assessed).update(value=50)
    with pytest.raises(workflow.Refused) as refused:
        decide(assessed, leader, "好", as_seen=looked_at)
    assert "得分刚有变化，现为 77.00" in refused.value.errors[assessed.pk][1]


def test_nothing_that_happens_later_changes_what_was_published(
    assessed, leader, scheme, figure_values, administrator
):
    row = published(assessed, leader)
    before = row.facts
    figure_values[assessed.unit_id] = 10
    JudgedScore.objects.filter(assessment=assessed).update(value=1)
    scheme.__class__.objects.filter(pk=scheme.pk).update(state="superseded")
    scheme.__class__.objects.create(
        year=2026, version=2, title="新方案", state="in_force", drafted_by=administrator,
        in_force_at=scheme.in_force_at,
    )  # fmt: skip
    with pytest.raises(workflow.Refused):
        decide(assessed, leader, "差", "重算。")
    after = fresh(assessed)
    assert (after.facts, after.scheme_id, after.decision.score) == (before, scheme.pk, 95)
    (shown,) = [line for line in lines_of_year(leader, 2026) if line.assessment == row]
    assert (shown.score, shown.place, [part["name"] for part in shown.parts]) == (
        95,
        1,
        ["按时报送", "工作实绩"],
    )


def test_a_publication_is_of_what_the_page_showed_or_of_nothing(year, leader):
    first, second = year["市税务局"], year["市财政局"]
    decide(first, leader, "好")
    decide(second, leader, "较好")
    decide(second, leader, "好", "群众评议突出。")
    with pytest.raises(StateChanged, match="市财政局：已由 孙示例"):
        workflow.publish({first.pk: 1, second.pk: 1}, leader)
    assert not Assessment.objects.filter(state="published").exists()
    workflow.publish({first.pk: 1, second.pk: 2}, leader)
    assert Assessment.objects.filter(state="published", published_at__isnull=False).count() == 2


def test_the_grade_is_looked_at_again_once_for_an_upheld_fact_and_never_else(
    assessed, leader, staff, secretary
):
    row = published(assessed, leader)
    with pytest.raises(NotAllowed, match="没有被采纳的事实异议"):
        workflow.revise(row.pk, leader, "较好", "想一想。")
    FactContest.objects.create(
        assessment=row, fact="1", fact_label="按时报送", claim="有误", state=ContestState.UPHELD,
        contested_by=secretary, answer="属实。", answered_by=staff, answered_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(ReasonRequired):
        workflow.revise(row.pk, leader, "较好", " ")
    workflow.revise(row.pk, leader, "较好", "按更正后的事实。")
    now = fresh(assessed)
    assert (now.state, now.decision.number, now.decision.score) == ("published", 2, 95)
    assert now.facts == row.facts and now.published_at == row.published_at
    with pytest.raises(StateChanged, match="已由 孙示例"):
        workflow.revise(row.pk, leader, "好", "再来。")


def test_the_auditor_reads_all_but_what_was_voted():
    part = {"key": "1", "name": "现场测评", "weight": 20, "source": "vote", "value": "88.00", "points": "17.60", "n": 60, "note": "", "rows_url": ""}  # fmt: skip
    (for_staff,), (for_auditor,) = (
        lines_of({"parts": [part]}, role) for role in (Role.STAFF, Role.AUDITOR)
    )
    assert for_staff["value"] == Decimal("88.00")
    assert (
        for_auditor["value"] is for_auditor["points"] is None
        and "不向审计员显示" in for_auditor["note"]
    )


def test_a_self_report_accepted_after_the_feedback_takes_nothing_back(assessed, staff):
    workflow.mark_self_reported(assessed, staff)
    assert fresh(assessed).state == "fed_back"


def test_leaders_decide_and_nobody_else(
    assessed, staff, officer, auditor, inspector, administrator
):
    for person in (staff, auditor):
        with pytest.raises(workflow.Refused) as refused:
            decide(assessed, person, "好")
        assert "不能确定等次" in refused.value.errors[assessed.pk][1]
    for person in (inspector, administrator):
        with pytest.raises(Assessment.DoesNotExist):
            decide(assessed, person, "好")


def test_nobody_judges_the_year_of_a_unit_in_which_they_served(
    assessed, leader, staff, judged_part
):
    for person in (leader, staff):
        Appointment.objects.create(
            person=person, role=Role.OFFICER, unit=assessed.unit, starts_on=date(2024, 1, 1), ends_on=date(2026, 6, 30)
        )  # fmt: skip
    with pytest.raises(workflow.Refused) as refused:
        decide(assessed, leader, "好")
    assert "您在市税务局任职" in refused.value.errors[assessed.pk][1]
    judging.save(2026, staff, {(assessed.pk, judged_part.pk): "100"})
    assert JudgedScore.objects.get(assessment=assessed).value == 95
    Appointment.objects.filter(role=Role.OFFICER).update(ends_on=date(2025, 12, 31))
    assert decide(assessed, leader, "好") == 1


CALLS = {
    "self_report": lambda row, who: workflow.ASSESSMENT.begin("self_report", row.pk, who),
    "feed_back": lambda row, who: workflow.feed_back(row.pk, who),
    "no_feedback": lambda row, who: workflow.no_feedback(row.pk, who),
    "decide": lambda row, who: workflow.ASSESSMENT.begin("decide", row.pk, who),
    "publish": lambda row, who: workflow.publish({row.pk: 1}, who),
    "revise": lambda row, who: workflow.revise(row.pk, who, "好", "理由。"),
}


def test_the_table_names_every_move():
    assert set(CALLS) == set(workflow.TRANSITIONS)


@pytest.mark.parametrize("move", CALLS)
def test_no_move_starts_from_a_state_that_the_table_does_not_name(move, assessed, staff, leader):
    table = workflow.TRANSITIONS[move]
    person = leader if table.by == {Role.LEADER} else staff
    decide(assessed, leader, "好")
    for state in set(AssessmentState.values) - set(table.sources):
        Assessment.objects.filter(pk=assessed.pk).update(state=state, published_at=timezone.now())
        with pytest.raises(StateChanged), transaction.atomic():
            CALLS[move](assessed, person)


@pytest.mark.django_db(transaction=True)
def test_two_leaders_at_once_make_one_decision(assessed, leader, districts):
    other = make_person("leader2", "何示例", Role.LEADER, district=districts[1])
    looked_at = seen(assessed)
    results = at_once(
        lambda: decide(assessed, leader, "好", as_seen=looked_at),
        lambda: decide(assessed, other, "较好", "有一起通报。", as_seen=looked_at),
    )
    lost = [result for result in results if isinstance(result, workflow.Refused)]
    assert len(lost) == 1 and 1 in results, results
    kept = decision_of(assessed)
    assert f"已由 {kept.decided_by.name} 于" in lost[0].errors[assessed.pk][1]
    assert kept.number == 1
    assert AuditEntry.objects.filter(action="assessment.decide").count() == 1


def test_a_score_that_rests_on_a_part_of_the_weight_says_so(assessed, leader, log_in):
    """Before the year is over few parts have a value, and they share the weight of the others."""
    line = next(one for one in lines_of_year(leader, 2026) if one.assessment.pk == assessed.pk)
    assert line.weight_missing == 0
    JudgedScore.objects.all().delete()
    line = next(one for one in lines_of_year(leader, 2026) if one.assessment.pk == assessed.pk)
    judged = next(part for part in line.parts if part["source"] == "judged")
    assert line.weight_missing == judged["weight"]
    page = log_in(leader).get("/assessments/decisions/?year=2026").content.decode()
    assert f"{judged['weight']}% 权重无数据" in page
