"""Addresses of 约谈."""

from django.urls import path

from reviews.views import interviews

urlpatterns = [
    path("interviews/", interviews.interviews, name="interviews"),
    path("interviews/new/", interviews.interview_new, name="interview_new"),
    path("interviews/looks/", interviews.interview_looks, name="interview_looks"),
    path("interviews/<int:pk>/", interviews.interview, name="interview"),
    path("interviews/<int:pk>/edit/", interviews.interview_edit, name="interview_edit"),
]
