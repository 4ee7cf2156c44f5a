"""Addresses of this area: see the contract."""

from django.urls import path

from reviews.views import headline

urlpatterns = [
    path("headline/", headline.headline, name="headline"),
    path("headline/report.docx", headline.headline_report, name="headline_report"),
    path("headline/publish/", headline.headline_publish, name="headline_publish"),
    path("headline/publications/", headline.headline_publications, name="headline_publications"),
    path(
        "headline/publications/<int:pk>/",
        headline.headline_publication,
        name="headline_publication",
    ),
    path(
        "headline/publications/<int:pk>/<slug:key>/",
        headline.headline_correct,
        name="headline_correct",
    ),
    path("headline/<slug:key>/", headline.headline_figure, name="headline_figure"),
]
