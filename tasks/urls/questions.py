"""Addresses of this area: see the contract."""

from django.urls import path

from tasks.views import phrases, questions

urlpatterns = [
    path("questions/", questions.question_list, name="questions"),
    path("questions/<int:pk>/", questions.question, name="question"),
    path("month/report/<int:pk>/question/", questions.question_ask, name="question_ask"),
    path("phrases/", phrases.phrases, name="phrases"),
    path("phrases/<int:pk>/", phrases.phrase, name="phrase"),
]
