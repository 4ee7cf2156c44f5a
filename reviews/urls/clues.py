"""Addresses of this area."""

from django.urls import path

from reviews import clue_api
from reviews.views import clues

urlpatterns = [
    path("clues/", clues.clues, name="clues"),
    path("clues/intake/", clues.intake, name="clue_intake"),
    path("clues/<int:pk>/", clues.clue, name="clue"),
    path("clues/<int:pk>/complainant/", clues.complainant, name="clue_complainant"),
    path("clues/<int:pk>/retry/", clues.clue_retry, name="clue_retry"),
    path("clues/<int:pk>/<slug:move>/", clues.clue_move, name="clue_move"),
    path("api/v1/clues/", clue_api.ClueIntake.as_view(), name="api-clue-intake"),
]
