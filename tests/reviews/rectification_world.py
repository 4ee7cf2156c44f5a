"""What tests of inspections, clues and confidential findings share."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from reviews import inspections
from reviews.models import (
    Checklist,
    ChecklistQuestion,
    ChecklistVersion,
    ClueChannel,
    Confidence,
    Finding,
    FindingSource,
    FindingState,
    NamedReader,
)


def today():
    return timezone.localdate()


def make_finding(unit, state=FindingState.FOUND, title="学习记录不完整", **fields):
    return Finding.objects.create(
        **{
            "unit": unit, "year": 2026, "title": title, "state": state, "source": FindingSource.INSPECTION,
            "found_on": date(2026, 3, 2),
        } | fields
    )  # fmt: skip


@pytest.fixture
def checklist(db):
    row = Checklist.objects.create(title="党费使用管理", theme="党费使用管理")
    version = ChecklistVersion.objects.create(checklist=row, number=1)
    for order, text in enumerate(("党费收缴公示", "党费台账齐全"), 1):
        ChecklistQuestion.objects.create(version=version, order=order, text=text)
    return row


def plan(actor, checklist, unit, kind="inspection", members=()):
    """A campaign with one visit; gives the visit."""
    found = inspections.plan(
        actor, title="党费使用管理督查", kind=kind, theme="党费使用管理", begins_on=today(),
        ends_on=today() + timedelta(days=5), checklist=checklist, units=[unit], members=members,
    )  # fmt: skip
    return found.visits.get()


@pytest.fixture
def channel(db):
    return ClueChannel.objects.create(name="昭通评议")


@pytest.fixture
def named(db):
    """`named(person, matter)`: somebody named today."""

    def name(person, matter=Confidence.UNANNOUNCED):
        NamedReader.objects.create(person=person, matter=matter, starts_on=today())
        return person

    return name
