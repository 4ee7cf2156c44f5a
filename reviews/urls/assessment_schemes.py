"""考核方案 and the computed figures that they take."""

from django.urls import path

from reviews.views import assessed_figures, scheme_simulation, schemes

urlpatterns = [
    path("assessments/figures/", assessed_figures.assessed_figures, name="assessed_figures"),
    path(
        "assessments/figures/<slug:key>/<int:year>/<int:pk>/",
        assessed_figures.assessed_figure_rows,
        name="assessed_figure_rows",
    ),
    path("assessments/schemes/", schemes.assessment_schemes, name="assessment_schemes"),
    path("assessments/schemes/new/", schemes.assessment_scheme_new, name="assessment_scheme_new"),
    path("assessments/schemes/<int:pk>/", schemes.assessment_scheme, name="assessment_scheme"),
    path(
        "assessments/schemes/<int:pk>/edit/",
        schemes.assessment_scheme_edit,
        name="assessment_scheme_edit",
    ),
    path(
        "assessments/schemes/<int:pk>/simulation/",
        scheme_simulation.assessment_scheme_simulation,
        name="assessment_scheme_simulation",
    ),
    path(
        "assessments/schemes/<int:pk>/discard/",
        schemes.assessment_scheme_discard,
        name="assessment_scheme_discard",
    ),
    path(
        "assessments/schemes/<int:pk>/<slug:move>/",
        schemes.assessment_scheme_move,
        name="assessment_scheme_move",
    ),
]
