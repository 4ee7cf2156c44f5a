"""横向、纵向: places by outcome, and one unit beside its own past."""

from django.urls import path

from reviews.views import ranking

urlpatterns = [
    path("assessments/ranking/", ranking.ranking, name="ranking"),
    path("assessments/ranking/units/<int:pk>/", ranking.unit_ranking, name="unit_ranking"),
]
