"""A year that is judged: a scheme in force with one computed part and one for the judges, and each unit's assessment."""

from decimal import Decimal

import pytest
from django.utils import timezone

from reviews.assessment import figures
from reviews.assessment.advice import advised
from reviews.assessment.figure import AssessedFigure, FigureValue
from reviews.assessment.scoring import scores_of
from reviews.models import (
    Assessment,
    AssessmentScheme,
    GradeDecision,
    JudgedScore,
    SchemeAdjustment,
    SchemePart,
)
from reviews.workflows import assessment as _moves

YEAR = 2026


def value_of(score):
    return FigureValue(Decimal(score), 12, 11, "/findings/")


@pytest.fixture
def figure_values(monkeypatch):
    """{unit pk: 0–100} of the computed part: what the portal's rows say, changed by a test as rows change."""
    values = {}

    def compute(year, units=None):
        return {pk: value_of(score) for pk, score in values.items()}

    on_time = AssessedFigure("on_time", "按时报送", {}, False, compute)
    monkeypatch.setitem(figures.FIGURES, "on_time", on_time)
    return values


@pytest.fixture
def scheme(administrator, figure_values):
    row = AssessmentScheme.objects.create(
        year=YEAR, version=1, title="考核方案", state="in_force", drafted_by=administrator,
        in_force_at=timezone.now(),
    )  # fmt: skip
    SchemePart.objects.create(
        scheme=row, order=1, name="按时报送", weight=60, source="figure", figure="on_time"
    )
    SchemePart.objects.create(
        scheme=row, order=2, name="工作实绩", weight=40, source="judged", judges=["staff", "leader"]
    )
    SchemeAdjustment.objects.create(scheme=row, order=1, sign="plus", name="获得荣誉", most=2)
    return row


@pytest.fixture
def judged_part(scheme):
    return scheme.parts.get(source="judged")


@pytest.fixture
def figure_part(scheme):
    return scheme.parts.get(source="figure")


@pytest.fixture
def year(units, scheme, figure_values, staff, judged_part):
    """{short name: assessment}, fed back, with scores 95, 85, 70 and 60 in the order of the units."""
    made = {}
    for unit, score in zip(units, (95, 85, 70, 60), strict=True):
        figure_values[unit.pk] = score
        row = Assessment.objects.create(unit=unit, year=YEAR, state="fed_back")
        JudgedScore.objects.create(assessment=row, part=judged_part, judge=staff, value=score)
        made[unit.short_name] = row
    return made


@pytest.fixture
def assessed(year):
    return year["市税务局"]


def seen(assessment):
    assessment = Assessment.objects.select_related("unit", "decision").get(pk=assessment.pk)
    scores = scores_of(assessment.year)
    return _moves.seen_of(assessment, *_moves.score_of(assessment, scores, advised(scores)))


def decide(assessment, actor, grade, reason="", as_seen=None):
    choice = _moves.Choice(grade, reason, as_seen or seen(assessment))
    return _moves.decide({assessment.pk: choice}, actor)


def fresh(assessment):
    return Assessment.objects.select_related("decision").get(pk=assessment.pk)


def published(assessment, leader, grade="好", reason=""):
    decide(assessment, leader, grade, reason)
    _moves.publish({assessment.pk: fresh(assessment).decision.number}, leader)
    return fresh(assessment)


def decision_of(assessment):
    return GradeDecision.objects.filter(assessment=assessment).order_by("-number").first()
