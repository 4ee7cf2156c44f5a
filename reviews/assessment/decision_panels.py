"""What the page of one unit's assessment shows of its sheet of feedback, its points beside the parts, and its grade."""

from django.urls import reverse

from reviews.assessment import feedback, window
from reviews.assessment.adjusting import may_adjust
from reviews.models import AssessmentState, ContestState
from reviews.models.assessment import ASSESSMENT_READERS
from units.models import Role
from zhaotong_portal.panels import Panel


def of_feedback(user, assessment):
    """A unit knows of its sheet once it was issued."""
    issued = bool(assessment.feedback_paper)
    if not issued and user.scope.role not in ASSESSMENT_READERS:
        return None
    problems = list(assessment.problems.select_related("finding"))
    return Panel(
        "reviews/assessment/feedback_panel.html",
        {
            "assessment": assessment,
            "problems": problems,
            "issued": issued,
            "may_write": feedback.may_write(user, assessment),
        },
    )


def of_grade(user, assessment):
    """The unit sees it when it is published."""
    published = assessment.state == AssessmentState.PUBLISHED
    committee = user.scope.role in ASSESSMENT_READERS
    if not published and not committee:
        return None
    contests = list(assessment.contests.values_list("state", flat=True)) if published else []
    decisions = reverse("assessment_decisions")
    return Panel(
        "reviews/assessment/grade_panel.html",
        {
            "assessment": assessment,
            "decision": assessment.decision,
            "until": window.contest_until(assessment),
            "may_contest": user.scope.role == Role.SECRETARY and published and window.is_open(assessment),
            "contests": len(contests),
            "open_contests": contests.count(ContestState.OPEN),
            "committee": committee,
            "adjustments": assessment.adjustments.count() if committee else None,
            "may_adjust": committee and may_adjust(user, assessment),
            "decisions_url": f"{decisions}?year={assessment.year}" if committee else "",
        },
    )  # fmt: skip
