"""Another day is asked for before the day, decided by staff, and counted; the first day stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from reviews.workflows import finding_extension as workflow
from tests.reviews.rectification_world import make_finding, today
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

WHY = "经费本月底到位。"


@pytest.fixture
def finding(tax):
    return make_finding(tax, "in_hand", due_on=today())


def later(days):
    return today() + timedelta(days=days)


def test_granted_moves_the_day_and_counts(finding, officer, staff):
    asked = workflow.ask(finding.pk, officer, later(10), WHY)
    workflow.grant(asked.pk, staff, "同意", until=later(7))
    finding.refresh_from_db()
    assert (finding.due_on, finding.first_due_on) == (later(7), today())
    assert finding.extended_times == 1


def test_declined_leaves_it(finding, officer, staff):
    asked = workflow.ask(finding.pk, officer, later(10), WHY)
    with pytest.raises(ReasonRequired):
        workflow.decline(asked.pk, staff, "")
    workflow.decline(asked.pk, staff, "时间足够")
    finding.refresh_from_db()
    assert (finding.due_on, finding.extended_times) == (today(), 0)


def test_after_the_day_it_is_too_late(tax, officer):
    finding = make_finding(tax, "in_hand", due_on=later(-1))
    with pytest.raises(StateChanged, match="已过 1 天"):
        workflow.ask(finding.pk, officer, later(10), WHY)
    assert not finding.extensions.exists()


def test_one_waits_at_a_time(finding, officer):
    workflow.ask(finding.pk, officer, later(10), WHY)
    with pytest.raises(StateChanged, match="等待审批"):
        workflow.ask(finding.pk, officer, later(12), WHY)


@pytest.mark.parametrize(("days", "says"), [(0, "晚于现有"), (400, "超过一年")])
def test_a_day_that_makes_no_sense(days, says, finding, officer):
    with pytest.raises(ValidationError, match=says):
        workflow.ask(finding.pk, officer, later(days), WHY)


def test_nobody_decides_on_what_they_asked(finding, officer, staff):
    asked = workflow.ask(finding.pk, officer, later(10), WHY)
    type(asked).objects.update(asked_by=staff)
    with pytest.raises(NotAllowed, match="其他人员审批"):
        workflow.grant(asked.pk, staff)


def test_an_assisting_unit_reads_and_does_not_ask(finding, weather, other_officer):
    finding.assisting.add(weather)
    with pytest.raises(NotAllowed, match="责任单位"):
        workflow.ask(finding.pk, other_officer, later(10), WHY)


def test_in_the_browser_what_was_typed_is_kept(finding, log_in, officer, staff):
    address = reverse("finding_extension_ask", args=[finding.pk])
    answer = log_in(officer).post(address, {"new_due_on": today().isoformat(), "reason": WHY})
    assert answer.status_code == 422
    assert "晚于现有时限" in answer.text
    assert WHY in answer.text
    log_in(officer).post(address, {"new_due_on": later(9).isoformat(), "reason": WHY})
    asked = finding.extensions.get()
    assert "申请延期" in log_in(staff).get("/findings/?asked=1").text
    log_in(staff).post(
        reverse("finding_extension", args=[asked.pk, "grant"]), {"until": later(9).isoformat()}
    )
    finding.refresh_from_db()
    assert finding.due_on == later(9)
