"""Addresses of this area: see the contract."""

from django.urls import path

from reviews.views import findings

urlpatterns = [
    path("findings/", findings.findings, name="findings"),
    path("findings/new/", findings.finding_new, name="finding_new"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<int:pk>/<slug:move>/", findings.finding_move, name="finding_move"),
]
