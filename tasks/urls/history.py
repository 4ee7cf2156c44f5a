"""Addresses of this area."""

from django.urls import path

from tasks.views import history

urlpatterns = [
    path("history/", history.history, name="history"),
    path("history/<int:pk>/", history.history_total, name="history_total"),
]
