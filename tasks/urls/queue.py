"""Addresses of this area: see the contract."""

from django.urls import path

from tasks.views import queue

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/accept/", queue.queue_accept, name="queue_accept"),
]
