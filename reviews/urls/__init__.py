"""The addresses of the app, one file an area."""

from reviews.urls import citizens, findings, headline, honours, ratings

urlpatterns = [
    *findings.urlpatterns,
    *headline.urlpatterns,
    *honours.urlpatterns,
    *ratings.urlpatterns,
    *citizens.urlpatterns,
]
