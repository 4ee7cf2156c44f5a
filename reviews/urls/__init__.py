"""The addresses of the app, one file an area."""

from reviews.urls import (
    assessment_decisions,
    assessment_schemes,
    assessments,
    citizens,
    clues,
    findings,
    five_types,
    headline,
    honours,
    inspections,
    interviews,
    model_offices,
    ranking,
    ratings,
    votes,
)

urlpatterns = [
    *assessment_schemes.urlpatterns,
    *assessments.urlpatterns,
    *assessment_decisions.urlpatterns,
    *citizens.urlpatterns,
    *clues.urlpatterns,
    *findings.urlpatterns,
    *five_types.urlpatterns,
    *headline.urlpatterns,
    *honours.urlpatterns,
    *inspections.urlpatterns,
    *interviews.urlpatterns,
    *model_offices.urlpatterns,
    *ranking.urlpatterns,
    *ratings.urlpatterns,
    *votes.urlpatterns,
]
