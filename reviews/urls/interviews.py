"""Addresses of 约谈 and 结果运用."""

from django.urls import path

from reviews.views import interviews, result_uses

urlpatterns = [
    path("interviews/", interviews.interviews, name="interviews"),
    path("interviews/new/", interviews.interview_new, name="interview_new"),
    path("interviews/notify/", interviews.interview_notify, name="interview_notify"),
    path("interviews/looks/", interviews.interview_looks, name="interview_looks"),
    path("interviews/uses/", result_uses.result_uses, name="result_uses"),
    path("interviews/uses/new/", result_uses.result_use_new, name="result_use_new"),
    path("interviews/uses/<int:pk>/", result_uses.result_use, name="result_use"),
    path("interviews/uses/<int:pk>/edit/", result_uses.result_use_edit, name="result_use_edit"),
    path("interviews/<int:pk>/", interviews.interview, name="interview"),
    path("interviews/<int:pk>/edit/", interviews.interview_edit, name="interview_edit"),
    path("interviews/<int:pk>/notice.docx", interviews.interview_notice, name="interview_notice"),
    path("interviews/<int:pk>/<slug:move>/", interviews.interview_move, name="interview_move"),
]
