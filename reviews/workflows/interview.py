"""约谈提醒: told, talked to, and what was promised checked (I12). The trail says that it happened, never of whom or what."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.assessment.disclosure import DECIDED
from reviews.interviews import check_days, may_write, refuse_others
from reviews.models import Assessment, Interview, InterviewState
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import Move, NotAllowed, StateChanged, Workflow

State = InterviewState
WRITERS = (Role.STAFF,)
AWAITED = "这个单位这一年度的约谈已经通知，还没有进行。"

TRANSITIONS = {
    "hold": Move("登记约谈情况", {State.NOTIFIED}, State.HELD, by=WRITERS),
    "check": Move("登记复核结果", {State.HELD}, State.CHECKED, by=WRITERS),
    "cancel": Move("取消约谈", {State.NOTIFIED}, State.CANCELLED, by=WRITERS, needs_reason=True),
}


def _may_decide(interview, actor, move_name):
    if not may_write(actor):
        raise NotAllowed("约谈由指定的工委科室干部办理。")


INTERVIEW = Workflow("interview", Interview, TRANSITIONS, _may_decide)


def proposals():
    """Assessments whose grade asks for an interview and that have had none, called off or not; the latest year first."""
    rows = Assessment.objects.filter(
        state__in=DECIDED, decision__grade__in=settings.ASSESSMENT_INTERVIEW_GRADES
    )
    answered = set(Interview.objects.order_by().values_list("unit", "year"))
    found = rows.for_list().order_by("-year", "unit__protocol_order", "pk")
    return [row for row in found if (row.unit_id, row.year) not in answered]


@transaction.atomic
def notify(actor, **fields) -> Interview:
    """A notice goes out today. Raises NotAllowed, ValidationError by field, StateChanged (already told)."""
    refuse_others(actor)
    interview = Interview(
        state=State.NOTIFIED, notified_on=timezone.localdate(), entered_by=actor, **fields
    )
    check_days(interview)
    awaited = Interview.objects.filter(
        unit=interview.unit, year=interview.year, state=State.NOTIFIED
    )
    if awaited.exists():
        raise ValidationError({"unit": AWAITED})
    interview.full_clean()
    try:
        with transaction.atomic():
            interview.save()
    except IntegrityError as error:  # somebody else told them in this very moment
        raise StateChanged(AWAITED) from error
    record(actor, "interview.notify", "通知约谈", interview)
    return interview


@transaction.atomic
def hold(pk, actor, *, held_on, held_by, summary, promise="", check_on=None):
    fields = {
        "held_on": held_on,
        "held_by": held_by,
        "summary": summary,
        "promise": promise,
        "check_on": check_on,
    }
    return _go("hold", pk, actor, fields)


@transaction.atomic
def check(pk, actor, *, checked_on, check_result):
    return _go("check", pk, actor, {"checked_on": checked_on, "check_result": check_result})


def _go(move_name, pk, actor, fields):
    interview = INTERVIEW.begin(move_name, pk, actor)
    for name, value in fields.items():
        setattr(interview, name, value)
    check_days(interview)
    interview.full_clean()
    return INTERVIEW.finish(move_name, interview, actor)


@transaction.atomic
def cancel(pk, actor, reason):
    """The reason stays in the record: whoever reads the trail does not read it."""
    interview = INTERVIEW.begin("cancel", pk, actor, reason)
    interview.cancelled_because = reason.strip()
    return INTERVIEW.finish("cancel", interview, actor)
