"""The addresses of the app, one file an area."""

from reviews.urls import findings, ratings

urlpatterns = [*findings.urlpatterns, *ratings.urlpatterns]
