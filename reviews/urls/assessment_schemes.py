"""考核方案 and the computed figures that they take."""

from django.urls import path

from reviews.views import assessed_figures

urlpatterns = [
    path("assessments/figures/", assessed_figures.assessed_figures, name="assessed_figures"),
    path(
        "assessments/figures/<slug:key>/<int:year>/<int:pk>/",
        assessed_figures.assessed_figure_rows,
        name="assessed_figure_rows",
    ),
]
