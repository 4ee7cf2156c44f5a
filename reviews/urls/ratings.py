"""群众评议: the citizen's page, and what the office sees of it."""

from django.urls import path

from reviews.views import points, rate, ratings

urlpatterns = [
    path("r/<str:token>/", rate.rate, name="rate"),
    path("ratings/", ratings.ratings, name="ratings"),
    path("ratings/units/<int:pk>/", ratings.unit_ratings, name="unit_ratings"),
    path("ratings/points/", points.points, name="rating_points"),
    path("ratings/points/missing/", points.issue_missing, name="rating_points_missing"),
    path("ratings/points/<int:pk>/<str:move>/", points.move, name="rating_point_move"),
    path("ratings/posters/", points.posters, name="rating_posters"),
]
