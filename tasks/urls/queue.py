"""Addresses of this area: see the contract."""

from django.urls import path

from tasks.views import queue, reading

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/accept/", queue.queue_accept, name="queue_accept"),
    path("queue/reading/", reading.reading, name="reading"),
    path("queue/reading/mark/", reading.reading_mark, name="reading_mark"),
    path("queue/reading/<int:pk>/", reading.reading_one, name="reading_one"),
]
