"""述职评议考核: prepared → self_reported → fed_back → decided → published; the score advises, the committee decides (I10)."""

from django.db import transaction

from reviews.models import Assessment, AssessmentState
from units.models import Role
from zhaotong_portal.workflow import Move, NotAllowed, Workflow

State = AssessmentState
# A leader stands in for staff where the unit is the committee itself (`Scope.decides_for`).
PREPARERS = (Role.STAFF, Role.LEADER)

TRANSITIONS = {
    "self_report": Move("登记已述职", {State.PREPARED}, State.SELF_REPORTED, by=PREPARERS),
}
_OF_THE_UNIT = {"self_report"}


def _may_decide(assessment, actor, move_name):
    if move_name in _OF_THE_UNIT and not actor.scope.decides_for(assessment.unit):
        raise NotAllowed("这个单位的考核不由您办理。")


ASSESSMENT = Workflow("assessment", Assessment, TRANSITIONS, _may_decide)


@transaction.atomic
def mark_self_reported(assessment, actor):
    """The self-report was accepted. Where the sheet of feedback went out before, the year is further than that already."""
    if Assessment.objects.filter(pk=assessment.pk).exclude(state=State.PREPARED).exists():
        return assessment
    found = ASSESSMENT.begin("self_report", assessment.pk, actor)
    found = ASSESSMENT.finish("self_report", found, actor)
    assessment.state = found.state
    return found
