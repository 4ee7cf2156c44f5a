"""The demonstration's assessments live by the rules of real ones; what was fed back and who was talked to are the article's.

Without the months and the items, which no test here asks for: 84 units in a few seconds.
"""

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from reviews.assessment.facts import is_fact, part_of
from reviews.demo.assessments import create_assessments
from reviews.demo.findings import FindingMaker
from reviews.demo.honours import create_honours
from reviews.demo.interviews import create_interviews
from reviews.demo.organisations import create_organisations
from reviews.demo.people import People
from reviews.filing import gaps_of
from reviews.models import (
    Assessment,
    AssessmentScheme,
    FactContest,
    FeedbackProblem,
    Finding,
    FindingSource,
    GradeDecision,
    Interview,
    ModelOfficeApplication,
    ModelOfficeState,
    ResultUse,
    SelfReport,
    SelfReportState,
    VoteSession,
    VoteState,
)
from units.loading import load_units
from units.models import Unit

NOW = datetime(2026, 12, 1, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
YEARS = (2023, 2024, 2025)


def write(units, first_year, now=NOW):
    load_units(units)
    units = list(Unit.objects.select_related("district").order_by("protocol_order"))
    rng = Random(1)
    people = People(rng, units)
    create_honours(units, create_organisations(rng, units))
    years = list(range(first_year, now.year + 1))
    FindingMaker(rng, people, units, years, now.date()).make()
    create_interviews(people, units, first_year, now.date())
    create_assessments(1, people, units, first_year, now)


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(NOW, tick=False):
        write(84, 2023)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(standing, db):
    pass


def test_every_unit_of_the_years_that_are_over_has_its_published_grade(demo):
    for year in YEARS:
        rows = Assessment.objects.filter(year=year)
        assert rows.count() == 84
        assert not rows.exclude(state="published").exists()
        assert AssessmentScheme.objects.in_force(year).count() == 1
        assert VoteSession.objects.get(year=year).state == VoteState.CLOSED
    decisions = GradeDecision.objects.exclude(advised=F("grade"))
    assert decisions.exists() and not decisions.filter(reason="").exists()


def test_the_problems_that_were_fed_back_are_the_ledgers_own(demo):
    fed_back = FeedbackProblem.objects.filter(assessment__year__in=YEARS)
    findings = Finding.objects.filter(source=FindingSource.ASSESSMENT, year__in=YEARS)
    assert fed_back.count() == findings.count() == 501
    assert set(fed_back.values_list("finding", flat=True)) == set(
        findings.values_list("pk", flat=True)
    )
    elsewhere = fed_back.exclude(
        finding__unit=F("assessment__unit"), finding__year=F("assessment__year")
    )
    assert not elsewhere.exists()
    assert not fed_back.filter(assessment__document_number="").exists()


def test_whoever_was_talked_to_was_graded_so_and_nobody_else(demo):
    graded = Assessment.objects.filter(
        decision__grade__in=settings.ASSESSMENT_INTERVIEW_GRADES, published_at__isnull=False
    )
    talked_to = set(Interview.objects.values_list("unit", "year", "grade"))
    assert len(talked_to) == 8
    assert set(graded.values_list("unit", "year", "decision__grade")) == talked_to


def test_reports_that_were_filed_lack_nothing_that_filing_asks_for(demo):
    filed = SelfReport.objects.exclude(state=SelfReportState.DRAFT)
    assert filed.filter(assessment__year=2025, state=SelfReportState.ACCEPTED).count() == 84
    some = filed.filter(
        Q(assessment__year=2026) | Q(assessment__year=2025, assessment__unit__protocol_order__lt=9)
    )
    assert {report.pk: list(gaps_of(report)) for report in some if list(gaps_of(report))} == {}


def test_the_running_year_has_something_at_each_stage(demo):
    states = set(Assessment.objects.filter(year=2026).values_list("state", flat=True))
    assert states == {"prepared", "self_reported", "fed_back", "decided"}
    reports = SelfReport.objects.filter(assessment__year=2026).values_list("state", flat=True)
    assert set(reports) == set(SelfReportState.values)
    assert VoteSession.objects.get(year=2026).state == VoteState.PREPARED


def test_contests_are_about_published_facts_and_uses_about_the_grade_that_stands(demo):
    contests = FactContest.objects.select_related("assessment")
    assert {contest.state for contest in contests} <= {"upheld", "dismissed"}
    for contest in contests:
        assert is_fact(part_of(contest.assessment, contest.fact))
    for use in ResultUse.objects.all():
        assert Assessment.objects.get(unit=use.unit, year=use.year).decision.grade == use.grade
    named = ModelOfficeApplication.objects.filter(state=ModelOfficeState.NAMED)
    assert named.exists() and not named.filter(honour=None).exists()
