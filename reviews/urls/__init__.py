"""The addresses of the app, one file an area."""

from reviews.urls import citizens, findings, honours, ratings

urlpatterns = [
    *findings.urlpatterns,
    *honours.urlpatterns,
    *ratings.urlpatterns,
    *citizens.urlpatterns,
]
