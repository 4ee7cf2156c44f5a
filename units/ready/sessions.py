"""A log-in starts the idle time-out."""

from django.contrib.auth.signals import user_logged_in

from units.middleware import remember_seen


def _start(sender, request, user, **kwargs):
    if request is not None and hasattr(request, "session"):
        remember_seen(request)


def register():
    user_logged_in.connect(_start, dispatch_uid="idle-timeout")
