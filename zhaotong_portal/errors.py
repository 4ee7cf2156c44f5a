"""Error pages in the portal's own look."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request, exception=None):
    """What Django refuses unread; too much at once is said as such, with what to do about it."""
    too_large = isinstance(exception, TOO_LARGE)
    return render(
        request, "413.html" if too_large else "400.html", status=413 if too_large else 400
    )


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Without context processors: they ask the database, and that may be what failed."""
    return HttpResponseServerError(get_template("500.html").render())
