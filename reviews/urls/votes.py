"""现场测评 for staff; those who vote come to /r/vote/ (urls/citizens.py), where nothing is logged."""

from django.urls import path

from reviews.views import votes

urlpatterns = [
    path("assessments/votes/", votes.vote_sessions, name="vote_sessions"),
    path("assessments/votes/new/", votes.vote_new, name="vote_new"),
    path("assessments/votes/<int:pk>/", votes.vote_session, name="vote_session"),
    path("assessments/votes/<int:pk>/slips/", votes.vote_slips, name="vote_slips"),
    path("assessments/votes/<int:pk>/result.docx", votes.vote_docx, name="vote_docx"),
    path("assessments/votes/<int:pk>/<slug:move>/", votes.vote_move, name="vote_move"),
]
