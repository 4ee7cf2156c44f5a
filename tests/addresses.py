"""One world of objects for the walk over every address: each kind once in the reader's own unit, once in another.

市财政局 is everybody's "own" unit here: the officer and secretary work in it, the inspector's appointment names it.
"""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from reviews.models import Finding, RatingPoint
from tasks.models import (
    Category,
    DeadlineChange,
    ItemKind,
    ReminderSheet,
    WorkItem,
)
from tasks.opening import open_month
from tests.people import make_person
from units.models import Role
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.period import Period


@dataclass
class World:
    """`own` and `other` map a kind of object to one of them."""

    people: dict
    period: Period
    own: dict = field(default_factory=dict)
    other: dict = field(default_factory=dict)

    def get(self, kind, whose):
        return getattr(self, whose)[kind]


def objects_of(unit, period, staff):
    item = WorkItem.objects.create(
        unit=unit, kind=ItemKind.SERVICE_ITEM, category=Category.PUBLIC, year=period.year,
        title="上门办理高频事项", deadline_kind="date", deadline=date(period.year, 12, 31),
    )  # fmt: skip
    change = DeadlineChange.objects.create(
        item=item, old_deadline=item.deadline, old_deadline_kind="date", new_deadline=date(period.year + 1, 1, 31),
        reason="汛期影响。", asked_by=staff,
    )  # fmt: skip
    sheet = ReminderSheet.objects.create(
        unit=unit, period=period, state="issued", document_number=f"测试〔{period.year}〕{unit.pk}号",
        issued_by=staff, issued_at=timezone.now(),
    )  # fmt: skip
    finding = Finding.objects.create(
        unit=unit, year=period.year, title="公示不及时", source="inspection", found_on=date(period.year, 3, 1),
        state="in_hand", due_on=date(period.year, 4, 1),
    )  # fmt: skip
    point = RatingPoint.objects.create(unit=unit)
    return {
        "unit": unit, "district": unit.district, "item": item, "deadline_change": change, "sheet": sheet,
        "finding": finding, "point": point,
    }  # fmt: skip


@pytest.fixture
def world(units, finance, weather, staff, leader, inspector, administrator, auditor):
    period = Period.current()
    people = {
        "officer": make_person("finance-officer", "褚某甲", Role.OFFICER, unit=finance),
        "secretary": make_person("finance-secretary", "褚某乙", Role.SECRETARY, unit=finance),
        "staff": staff, "leader": leader, "inspector": inspector,
        "administrator": administrator, "auditor": auditor,
    }  # fmt: skip
    world = World(people, period)
    world.own = objects_of(finance, period, staff)
    world.other = objects_of(weather, period, staff)
    open_month(period)
    batch = ImportBatch.objects.create(
        file="imports/none.xlsx", file_name="清单.xlsx", sha256="0" * 64
    )
    for whose in (world.own, world.other):
        report = whose["unit"].reports.get(period=period)
        line = report.lines.get()
        attachment = line.attachments.create(
            file=ContentFile(b"%PDF-1.7", "none.pdf"), name="材料.pdf", size=8, sha256="0" * 64, added_by=staff
        )  # fmt: skip
        whose |= {"report": report, "line": line, "batch": batch, "attachment": attachment}
    return world


def by_pk(kind):
    return lambda world, whose: [world.get(kind, whose).pk]


# What an address needs, by the word in the table's second column.
OBJECTS = {
    "–": lambda world, whose: [],
    "period": lambda world, whose: [world.period],
    "word": lambda world, whose: ["2025-13"],
    "token": lambda world, whose: [world.get("point", whose).token],
    **{
        kind: by_pk(kind)
        for kind in (
            "unit", "district", "item", "deadline_change", "sheet", "finding", "point", "report", "line", "batch",
            "attachment",
        )
    },
}  # fmt: skip
