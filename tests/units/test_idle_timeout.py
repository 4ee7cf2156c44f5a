"""The session ends when somebody has been idle, and reading does not write."""

import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

IDLE = settings.SESSION_COOKIE_AGE


def test_reading_a_page_writes_nothing(log_in, officer):
    client = log_in(officer)
    with CaptureQueriesContext(connection) as queries:
        client.get("/password/")
    assert not [row["sql"] for row in queries if row["sql"].startswith(("UPDATE", "INSERT"))]


def test_who_keeps_working_stays_logged_in(log_in, officer):
    with time_machine.travel("2026-11-24 09:00", tick=False) as clock:
        client = log_in(officer)
        for _ in range(4):
            clock.shift(IDLE - 600)
            assert client.get("/password/").status_code == 200


def test_who_was_idle_has_to_log_in_again(log_in, officer):
    with time_machine.travel("2026-11-24 09:00", tick=False) as clock:
        client = log_in(officer)
        client.get("/password/")
        clock.shift(IDLE + 1)
        assert client.get("/password/").url.startswith("/login/")
    assert Session.objects.exists()
