"""督查走访: planned, under way with its answers, fed back to the unit; an unannounced one exists for nobody else before."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reviews import figures
from reviews.models import Finding, InspectionVisit, VisitState
from reviews.models.inspection import InspectionMember
from tasks.models import Channel
from tasks.outbox import Letter, enqueue
from tasks.recipients import recipients_of
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.numbering import take_numbers
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workflow import Move, NotAllowed, Workflow, check_text

WRITERS = (Role.STAFF, Role.INSPECTOR)
State = VisitState

TRANSITIONS = {
    "begin": Move("开始走访", {State.PLANNED}, State.UNDER_WAY, by=WRITERS),
    "feed_back": Move("反馈", {State.UNDER_WAY}, State.FED_BACK, by=WRITERS),
    "cancel": Move("取消走访", {State.PLANNED}, State.CANCELLED, by=(Role.STAFF,), needs_reason=True),
}  # fmt: skip


def may_write(visit, actor):
    """The team writes; of an announced inspection also the staff who decide for the unit."""
    if actor.scope.role not in WRITERS:
        return False
    if InspectionMember.objects.filter(inspection=visit.inspection_id, person=actor).exists():
        return True
    return not visit.inspection.is_unannounced and actor.scope.decides_for(visit.unit)


def _may_decide(visit, actor, move_name):
    if not may_write(visit, actor):
        raise NotAllowed("这次走访由督查组成员办理。")


VISIT = Workflow("inspection_visit", InspectionVisit, TRANSITIONS, _may_decide)


@transaction.atomic
def begin(pk, actor, version=None):
    """The visit takes the checklist's version of this moment, or the one that the inspectors' page already holds."""
    visit = VISIT.begin("begin", pk, actor)
    checklist = visit.inspection.checklist
    if checklist is not None and (version is None or version.checklist_id != checklist.pk):
        version = checklist.newest
    visit.version, visit.visited_at = version, timezone.now()
    return VISIT.finish("begin", visit, actor)


@transaction.atomic
def feed_back(pk, actor, impression, place=""):
    """The unit learns of the visit and what was found; the sheet gets its number, the unit's people a message."""
    check_text(impression, "总体情况")
    visit = VISIT.begin("feed_back", pk, actor)
    year = timezone.localdate().year
    number = take_numbers("inspection_feedback", year)[0]
    visit.document_number = settings.INSPECTION_NUMBER_FORMAT.format(year=year, number=number)
    visit.impression, visit.place = impression.strip(), place.strip() or visit.place
    visit.fed_back_at, visit.fed_back_by = timezone.now(), actor
    visit = VISIT.finish("feed_back", visit, actor)
    shown = Finding.objects.filter(inspection_visit=visit, is_hidden=True)
    if shown.update(is_hidden=False):
        for finding in Finding.objects.filter(inspection_visit=visit):
            record(actor, "finding.shown", "随反馈公开", finding)
    figures.findings_changed([visit.unit_id])
    _tell(visit)
    return visit


def _tell(visit):
    day = full_day_text(timezone.localdate(visit.visited_at))
    letter = Letter(
        key=f"inspection-feedback:{visit.pk}",
        subject=f"督查反馈意见 {visit.document_number}",
        body=f"{day}对你单位的{visit.inspection.get_kind_display()}已反馈，请在平台查看反馈意见。",
        link=visit.get_absolute_url(),
    )
    enqueue(letter, recipients_of([visit.unit_id]).get(visit.unit_id, []), channels=(Channel.PORTAL, Channel.MAIL))  # fmt: skip


@transaction.atomic
def cancel(pk, actor, reason):
    return VISIT.finish("cancel", VISIT.begin("cancel", pk, actor, reason), actor, reason)
