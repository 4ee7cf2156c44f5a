"""督查 planned and its checklists kept: who may, and what is written. Answers: answering.py; moves: the workflow."""

from django.core.exceptions import ValidationError
from django.db import transaction

from reviews.models import (
    Checklist,
    ChecklistQuestion,
    ChecklistVersion,
    Inspection,
    InspectionMember,
    InspectionVisit,
)
from reviews.recording import successor_of
from units.models import Person, Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed

PLANNERS = (Role.STAFF,)
MEMBER_ROLES = (Role.STAFF, Role.INSPECTOR, Role.LEADER)


@transaction.atomic
def plan(actor, *, title, kind, theme, begins_on, ends_on, checklist=None, note="", members=(), units=(), team=""):  # fmt: skip
    """A campaign with its team and the units it visits; who plans is of the team, so that it never loses sight of it."""
    if actor.scope.role not in PLANNERS:
        raise NotAllowed("督查由工委科室制定。")
    if ends_on < begins_on:
        raise ValidationError({"ends_on": "结束日期不能早于开始日期。"})
    inspection = Inspection.objects.create(
        title=title, kind=kind, theme=theme, begins_on=begins_on, ends_on=ends_on, checklist=checklist, note=note,
        planned_by=actor,
    )  # fmt: skip
    for person in dict.fromkeys([actor, *members]):
        InspectionMember.objects.create(inspection=inspection, person=person, team=team)
    record(actor, "inspection.planned", "制定督查", inspection)
    add_visits(inspection, actor, units)
    return inspection


def may_change(inspection, actor):
    """Staff of its team; of an announced inspection any staff who decide for the whole committee."""
    if actor.scope.role not in PLANNERS:
        return False
    return inspection.members.filter(person=actor).exists() or (
        not inspection.is_unannounced and actor.scope.whole
    )


@transaction.atomic
def add_visits(inspection, actor, units, planned_on=None, team=""):
    """Units on the list of a campaign; one that was merged since is visited at its successor, none twice."""
    if not may_change(inspection, actor):
        raise NotAllowed("这次督查不由您安排。")
    there = set(inspection.visits.values_list("unit", flat=True))
    for unit in dict.fromkeys(successor_of(unit) for unit in units):
        if unit.pk not in there:
            InspectionVisit.objects.create(
                inspection=inspection, unit=unit, planned_on=planned_on, team=team
            )


@transaction.atomic
def add_member(inspection, actor, person: Person, team="", is_head=False):
    if not may_change(inspection, actor):
        raise NotAllowed("这次督查不由您安排。")
    if not person.appointments.current().filter(role__in=MEMBER_ROLES).exists():
        raise ValidationError({"person": "督查组成员须是工委科室干部、工委领导或督查组成员。"})
    member, _ = InspectionMember.objects.update_or_create(
        inspection=inspection, person=person, defaults={"team": team, "is_head": is_head}
    )
    record(actor, "inspection.member", "增加督查组成员", inspection, reason=person.name)
    return member


@transaction.atomic
def revise(checklist: Checklist, actor, questions, seen=None):
    """A new version of the checklist from [(text, basis, category)]; what was answered keeps the version it was asked in.

    `seen`: the version that the page showed; somebody faster is told of.
    """
    if actor.scope.role not in PLANNERS:
        raise NotAllowed("督查清单由工委科室修订。")
    questions = [
        (text.strip(), basis.strip(), category)
        for text, basis, category in questions
        if text.strip()
    ]
    if not questions:
        raise ValidationError("清单至少要有一项检查内容。")
    checklist = Checklist.objects.select_for_update().get(pk=checklist.pk)
    newest = checklist.newest
    if seen is not None and newest is not None and newest.number != seen:
        raise ValidationError(f"清单已由他人修订为第{newest.number}版，请核对后再保存。")
    version = ChecklistVersion.objects.create(
        checklist=checklist, number=newest.number + 1 if newest else 1, made_by=actor
    )
    ChecklistQuestion.objects.bulk_create(
        ChecklistQuestion(version=version, order=order, text=text, basis=basis, category=category)
        for order, (text, basis, category) in enumerate(questions, 1)
    )
    record(actor, "checklist.revised", f"修订为第{version.number}版", checklist)
    return version
