"""Bytes that no text holds. PostgreSQL refuses a NUL in any text: one in an address would be a fault on every page."""

from django.http import Http404

NUL = "\x00"


# The citizens' pages say in their own look that there is no such code.
CITIZENS = "/r/"


class NulBytesMiddleware:
    """An address with a NUL does not exist; from what was asked or typed it is left out, the rest is kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if NUL in request.path_info and not request.path_info.startswith(CITIZENS):
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = without_nul(request.GET)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """After the check of CSRF, which has read the form already; the citizens' pages weigh a post before they read it."""
        if request.path_info.startswith(CITIZENS):
            return
        if request.method == "POST" and any(NUL in v for _, vs in request.POST.lists() for v in vs):
            request.POST = without_nul(request.POST)


def without_nul(query):
    clean = query.copy()
    for name, values in query.lists():
        clean.setlist(name, [value.replace(NUL, "") for value in values])
    clean._mutable = False
    return clean
