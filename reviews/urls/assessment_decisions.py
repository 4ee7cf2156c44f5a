"""Judging, feedback, the grade, its publication and what is contested; the year's file itself: assessments.py."""

from django.urls import path

from reviews.views import (
    assessment_adjustments,
    assessment_decision,
    assessment_decisions,
    assessment_feedback,
    assessment_judging,
    fact_contests,
    feedback_sheets,
)

urlpatterns = [
    path("assessments/judging/", assessment_judging.assessment_judging, name="assessment_judging"),
    path(
        "assessments/decisions/",
        assessment_decisions.assessment_decisions,
        name="assessment_decisions",
    ),
    path(
        "assessments/decisions/publish/",
        assessment_decisions.assessment_publish,
        name="assessment_publish",
    ),
    path(
        "assessments/announcement/",
        assessment_decisions.assessment_announcement,
        name="assessment_announcement",
    ),
    path(
        "assessments/announcement.docx",
        assessment_decisions.announcement_docx,
        name="assessment_announcement_docx",
    ),
    path("assessments/feedback/", feedback_sheets.feedback_sheets, name="feedback_sheets"),
    path("assessments/contests/", fact_contests.fact_contests, name="fact_contests"),
    path("assessments/contests/<int:pk>/", fact_contests.fact_contest, name="fact_contest"),
    path(
        "assessments/contests/<int:pk>/<slug:move>/",
        fact_contests.fact_contest_move,
        name="fact_contest_move",
    ),
    path(
        "assessments/adjustments/<int:pk>/take-back/",
        assessment_adjustments.adjustment_take_back,
        name="adjustment_take_back",
    ),
    path(
        "assessments/<int:pk>/adjustments/",
        assessment_adjustments.assessment_adjustments,
        name="assessment_adjustments",
    ),
    path(
        "assessments/<int:pk>/feedback/",
        assessment_feedback.assessment_feedback,
        name="assessment_feedback",
    ),
    path(
        "assessments/<int:pk>/feedback.docx",
        assessment_feedback.feedback_docx,
        name="feedback_docx",
    ),
    path(
        "assessments/<int:pk>/feedback/issue/",
        assessment_feedback.feedback_issue,
        name="feedback_issue",
    ),
    path(
        "assessments/<int:pk>/decision/",
        assessment_decision.assessment_decision,
        name="assessment_decision",
    ),
    path("assessments/<int:pk>/contest/", fact_contests.fact_contest_new, name="fact_contest_new"),
]
