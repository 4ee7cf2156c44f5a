"""定期调度: the agenda is composed of what is stuck, the meeting held, its minutes become commitments."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tasks.closing import facts_changed
from tasks.guidance.matters import stuck_matters
from tasks.models import AgendaLine, DispatchMeeting, MeetingState
from tasks.workflows import commitment
from tasks.workflows.planned import Planned
from tasks.workflows.planned import may_plan as may_plan
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import Move, NotAllowed, Workflow, check_text

State = MeetingState
STAFF = {Role.STAFF}

TRANSITIONS = {
    "compose": Move("生成议题", {State.PLANNED}, State.PLANNED, by=STAFF),
    "hold": Move("登记已召开", {State.PLANNED}, State.HELD, by=STAFF),
    "record": Move("完成纪要", {State.HELD}, State.RECORDED, by=STAFF),
    "cancel": Move("取消", {State.PLANNED}, State.CANCELLED, by=STAFF, needs_reason=True),
}


def _may_decide(meeting, actor, move_name):
    if not actor.scope.guides(meeting.units.all()):
        raise NotAllowed("这次调度会不由您办理。")


MEETING = Workflow("meeting", DispatchMeeting, TRANSITIONS, _may_decide)


CALLED = Planned(
    MEETING, "调度会", "调度会", "参会单位",
    ("title", "held_on", "place", "chair", "attendees"), frozenset({State.PLANNED}),
)  # fmt: skip


@transaction.atomic
def plan_meeting(
    actor, units, *, title, held_on, place="", chair="", attendees=""
) -> DispatchMeeting:
    """A meeting to which these units are called. Raises NotAllowed, ValidationError by field."""
    units = list(units)
    CALLED.check_units(actor, units)
    meeting = DispatchMeeting(
        title=title.strip(), held_on=held_on, place=place.strip(), chair=chair.strip(),
        attendees=attendees.strip(), planned_by=actor,
    )  # fmt: skip
    meeting.full_clean(exclude=["units"])
    meeting.save()
    meeting.units.set(units)
    record(actor, "meeting.planned", "安排调度会", meeting)
    return meeting


@transaction.atomic
def edit(pk, actor, units, **fields) -> DispatchMeeting:
    """Other facts, until the meeting was held. Raises as `Planned.change` does."""
    return CALLED.change(pk, actor, units, fields, _check, _take_off_the_agenda)


def _check(meeting):
    meeting.full_clean(exclude=["units"])


def _take_off_the_agenda(meeting, units):
    """Lines of units that are not called any more go."""
    meeting.agenda.exclude(unit__in=units).delete()


@transaction.atomic
def compose(pk, actor) -> DispatchMeeting:
    """The agenda anew, of what is stuck now at the units called; decisions noted so far stay with their matters."""
    meeting = MEETING.begin("compose", pk, actor)
    units = [unit.pk for unit in meeting.units.all()]
    kept = dict(meeting.agenda.exclude(decision="").values_list("subject_key", "decision"))
    meeting.agenda.all().delete()
    once = {
        matter.subject_key: matter
        for matter in reversed(stuck_matters(units, timezone.localdate()))
    }
    rows = AgendaLine.objects.bulk_create(
        AgendaLine(
            meeting=meeting, order=order, unit_id=matter.unit_id, kind=matter.kind,
            subject_key=matter.subject_key, heading=matter.heading[:500], text=matter.text,
            url=matter.url, decision=kept.get(matter.subject_key, ""),
        )
        for order, matter in enumerate(reversed(once.values()), 1)
    )  # fmt: skip
    return MEETING.finish("compose", meeting, actor, changes={"议题": ["", f"{len(rows)} 项"]})


@transaction.atomic
def hold(pk, actor, held_on=None, attendees="") -> DispatchMeeting:
    meeting = MEETING.begin("hold", pk, actor)
    meeting.held_on = held_on or meeting.held_on
    if meeting.held_on > timezone.localdate():
        raise ValidationError({"held_on": "召开日期不能晚于今天。"})
    meeting.attendees = attendees.strip() or meeting.attendees
    check_text(meeting.attendees, "参加人员")
    return MEETING.finish("hold", meeting, actor)


@transaction.atomic
def record_minutes(pk, actor, minutes, promised=(), decisions=None) -> DispatchMeeting:
    """The minutes, a decision for agenda lines {pk: text}, and commitments (tasks.workflows.commitment.Promise)."""
    meeting = MEETING.begin("record", pk, actor)
    minutes = minutes.strip()
    if not minutes:
        raise ValidationError({"minutes": "请填写会议纪要。"})
    check_text(minutes, "会议纪要")
    made = commitment.agree_all(actor, promised, meeting=meeting)
    _note_decisions(meeting, decisions or {})
    meeting.minutes, meeting.recorded_by, meeting.recorded_at = minutes, actor, timezone.now()
    MEETING.finish("record", meeting, actor, changes=commitment.told(made))
    facts_changed([unit.pk for unit in meeting.units.all()])
    return meeting


def _note_decisions(meeting, decisions):
    lines = list(meeting.agenda.filter(pk__in=decisions))
    for line in lines:
        line.decision = decisions[line.pk].strip()
        check_text(line.decision, "议定意见")
    AgendaLine.objects.bulk_update(lines, ["decision"])


@transaction.atomic
def cancel(pk, actor, reason) -> DispatchMeeting:
    meeting = MEETING.begin("cancel", pk, actor, reason)
    meeting.cancel_reason = reason.strip()
    return MEETING.finish("cancel", meeting, actor, reason)
