"""Where a request comes from, as far as it can be believed."""

from django.conf import settings


def client_address(request) -> str:
    """The address of the other end; behind our own proxies, the one that the outermost of them saw.

    What stands further left in X-Forwarded-For was written by the client and is not believed.
    """
    proxies = settings.PORTAL_PROXIES
    if proxies:
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(seen) >= proxies and seen[-proxies]:
            return seen[-proxies]
    return request.META.get("REMOTE_ADDR", "")
