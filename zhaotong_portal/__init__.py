"""Shared machinery of the portal; it imports none of the apps `units`, `tasks`, `reviews`."""

from zhaotong_portal.celery import app as celery_app

__all__ = ["celery_app"]
