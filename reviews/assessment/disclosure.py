"""What of a year's judgement is seen by whom before it is published: score and grade are the committee's until then.

Who gave which score, and what was weighed before a decision, is not the unit's at any time: its history says the stages.
"""

from django.db.models import Q

from reviews.models import ASSESSMENT_READERS, AssessmentState, SelfReport
from zhaotong_portal.audit.models import AuditEntry

DECIDED = (AssessmentState.DECIDED, AssessmentState.PUBLISHED)
# Actions of an assessment's trail that everybody reads who reads the assessment.
STAGES = (
    "assessment.prepare",
    "assessment.self_report",
    "assessment.feed_back",
    "assessment.no_feedback",
    "assessment.publish",
    "assessment.revise",
)

# What the unit does with its report before it is filed is its own affair, a secretary's words to the officer above all.
WITHIN_THE_UNIT = ("self_report.save", "self_report.send_to_sign", "self_report.hand_back")


def decision_shown(user) -> Q:
    """The assessments whose score and grade this person may read."""
    if user.scope.role in ASSESSMENT_READERS:
        return Q(state__in=DECIDED)
    return Q(state=AssessmentState.PUBLISHED)


def sees_decision(user, assessment) -> bool:
    if user.scope.role in ASSESSMENT_READERS:
        return assessment.state in DECIDED
    return assessment.state == AssessmentState.PUBLISHED


def history_for(user, assessment):
    """Entries about the assessment, and about the self-report as far as this person may read it, newest first."""
    own = AuditEntry.objects.about(assessment)
    if user.scope.role not in ASSESSMENT_READERS:
        own = own.filter(action__in=STAGES)
    report = SelfReport.objects.visible_to(user).filter(assessment=assessment).first()
    return own | report_history_for(user, report) if report else own


def report_history_for(user, report):
    entries = AuditEntry.objects.about(report)
    return entries if user.scope.works_in_unit else entries.exclude(action__in=WITHIN_THE_UNIT)
