"""Beside the list of assessments: where scores are given, grades decided and announced, facts contested."""

from django.urls import reverse

from reviews.assessment.judging import JUDGES
from reviews.models import ASSESSMENT_READERS
from zhaotong_portal.panels import Panel


def of_list(user, year):
    """A unit has its own year alone, and comes to all of it from there."""
    if user.scope.role not in ASSESSMENT_READERS:
        return None
    query = f"?year={year}" if year else ""
    names = ["feedback_sheets", "assessment_decisions", "assessment_announcement", "fact_contests"]
    if user.scope.role in JUDGES:
        names.insert(0, "assessment_judging")
    links = [{"label": LABELS[name], "url": f"{reverse(name)}{query}"} for name in names]
    return Panel("reviews/assessment/decision_links.html", {"links": links})


LABELS = {
    "assessment_judging": "评分",
    "feedback_sheets": "反馈单",
    "assessment_decisions": "定等次",
    "assessment_announcement": "公布名单",
    "fact_contests": "事实异议",
}
