"""Addresses of this area: see the contract."""

from django.urls import path

from tasks.views import contradictions

urlpatterns = [
    path("contradictions/", contradictions.contradictions, name="contradictions"),
    path("contradictions/waive/", contradictions.waive, name="contradiction_waive"),
    path("contradictions/waivers/<int:pk>/end/", contradictions.end_waiver, name="waiver_end"),
]
