"""Closing the open sessions of a person who no longer holds the role they work in."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from units.middleware import ACTING_ROLE


def end_sessions(person, role):
    """Those that work in `role`, or have not said in which; a session in another role of the person stays open.

    Rights end with the appointment anyway; this takes the half-open pages off the screen of whoever has left.
    """
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        data = session.get_decoded()
        if data.get("_auth_user_id") == str(person.pk) and data.get(ACTING_ROLE) in (None, role):
            session.delete()
