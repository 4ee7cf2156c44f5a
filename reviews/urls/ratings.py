"""群众评议: what the office sees of it. The citizen's own pages are urls/citizens.py."""

from django.urls import path

from reviews.views import cases, enter, flags, points, posters, ratings, results, statement

urlpatterns = [
    path("ratings/", ratings.ratings, name="ratings"),
    path("ratings/units/<int:pk>/", ratings.unit_ratings, name="unit_ratings"),
    path(
        "ratings/units/<int:pk>/<int:year>-<int:quarter>.docx",
        statement.rating_statement,
        name="rating_statement",
    ),
    path("ratings/enter/", enter.rating_enter, name="rating_enter"),
    path("ratings/cases/", cases.rating_cases, name="rating_cases"),
    path("ratings/cases/<int:pk>/", cases.rating_case, name="rating_case"),
    path("ratings/cases/<int:pk>/contact/", cases.rating_case_contact, name="rating_case_contact"),
    path("ratings/cases/<int:pk>/<slug:move>/", cases.rating_case_move, name="rating_case_move"),
    path("ratings/<int:pk>/picture/", cases.rating_picture, name="rating_picture"),
    path("ratings/flags/", flags.rating_flags, name="rating_flags"),
    path("ratings/flags/<int:pk>/", flags.rating_flags_decide, name="rating_flags_decide"),
    path("ratings/results/", results.rating_results, name="rating_results"),
    path(
        "ratings/results/<int:pk>/<slug:move>/",
        results.rating_result_move,
        name="rating_result_move",
    ),
    path("ratings/points/", points.points, name="rating_points"),
    path("ratings/points/missing/", points.issue_missing, name="rating_points_missing"),
    path("ratings/points/<int:pk>/<str:move>/", points.move, name="rating_point_move"),
    path("ratings/posters/", posters.posters, name="rating_posters"),
    path("ratings/posters/<str:size>.<str:kind>", posters.poster_file, name="rating_poster_file"),
]
