"""The addresses of the app, one file an area."""

from reviews.urls import citizens, findings, headline, honours, interviews, ratings, votes

urlpatterns = [
    *findings.urlpatterns,
    *headline.urlpatterns,
    *honours.urlpatterns,
    *interviews.urlpatterns,
    *ratings.urlpatterns,
    *citizens.urlpatterns,
    *votes.urlpatterns,
]
