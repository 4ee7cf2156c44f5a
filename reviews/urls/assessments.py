"""述职评议考核: the year's assessments."""

from django.urls import path

from reviews.views import assessments

urlpatterns = [
    path("assessments/", assessments.assessments, name="assessments"),
    path("assessments/prepare/", assessments.assessments_prepare, name="assessments_prepare"),
    path("assessments/<int:pk>/", assessments.assessment, name="assessment"),
]
