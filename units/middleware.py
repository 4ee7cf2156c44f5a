"""Who is asking, and in which of their roles: set once for the whole request."""

import time

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse

ACTING_ROLE = "acting_role"
# Everything else asks for a log-in: a new page cannot be left open by forgetting to close it.
OPEN_PREFIXES = (
    "/login/",
    "/logout/",
    "/r/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/v1/clues/",  # machines with a token of their own; without one it answers 401
    f"/{settings.STATIC_URL.lstrip('/')}",
)


class ActingRoleMiddleware:
    """A person with several roles works in one at a time; the session remembers which."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Citizens' pages and health checks never touch the session.
        if not request.path.startswith(OPEN_PREFIXES) and request.user.is_authenticated:
            request.user.acting_role = request.session.get(ACTING_ROLE)
        return self.get_response(request)


SEEN_AT = "seen_at"
SEEN_EVERY_SECONDS = 300


def remember_seen(request):
    request.session[SEEN_AT] = int(time.time())


class IdleTimeoutMiddleware:
    """The session's age counts from the last request, to within five minutes.

    Saving it with every request would make each reading page a writer: on SQLite readers would queue for the one
    writer, and every page would cost three queries more.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(OPEN_PREFIXES) and request.user.is_authenticated:
            seen_at = request.session.get(SEEN_AT, 0)
            if time.time() - seen_at > SEEN_EVERY_SECONDS:
                remember_seen(request)
        return self.get_response(request)


class LoginRequiredMiddleware:
    """Nobody sees anything but the log-in, the citizens' pages and the health checks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(OPEN_PREFIXES) or request.user.is_authenticated:
            return self.get_response(request)
        return redirect_to_login(request.get_full_path())


class PasswordChangeMiddleware:
    """The first log-in changes the password before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(OPEN_PREFIXES):
            return self.get_response(request)
        user = request.user
        change = reverse("password_change")
        if user.is_authenticated and user.must_change_password and request.path != change:
            return redirect(change)
        return self.get_response(request)
