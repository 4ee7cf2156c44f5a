"""No message leads into the office's own network (SSRF), unless the administrator has listed the host.

An address is looked at twice: in words when somebody types it, and as the address that the socket really connects to.
Only the second holds against a name that points elsewhere a moment later and against an answer that sends us on.
"""

import ipaddress
import socket
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit

from django.conf import settings
from urllib3.util import connection

_guarded: ContextVar[bool] = ContextVar("guarded", default=False)


class OwnNetwork(Exception):
    """The address lies in the own network and is not listed."""


def is_listed(host: str) -> bool:
    """Hosts of the own network that PORTAL_WEBHOOK_HOSTS names, by name or by number."""
    return host.lower().strip("[]").rstrip(".") in {
        one.lower().strip("[]") for one in settings.PORTAL_WEBHOOK_HOSTS
    }


def is_own(address: str) -> bool:
    """Whether an IP address is anything but a public one, also when it is wrapped into IPv6."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return not (inner or found).is_global or found.is_multicast


def host_of(url: str) -> str:
    """The host of an http(s) address; ValueError where there is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(url)
    _ = parts.port  # raises where it is no number
    if parts.username or parts.password:
        raise ValueError(url)
    return parts.hostname


def leads_inside(url: str) -> bool:
    """Whether the host, as it resolves now, lies in the own network and is not listed. A name nobody knows does not."""
    host = host_of(url)
    if is_listed(host):
        return False
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return any(is_own(info[4][0]) for info in found)


@contextmanager
def guarded():
    """Within it this thread's HTTP connections go to public addresses and listed hosts only."""
    token = _guarded.set(True)
    try:
        yield
    finally:
        _guarded.reset(token)


def _create_connection(address, *args, **kwargs):
    made = _plain(address, *args, **kwargs)
    if _guarded.get() and not is_listed(address[0]) and is_own(made.getpeername()[0]):
        made.close()
        raise OwnNetwork(address[0])
    return made


# urllib3 looks the function up here for each connection, whoever asks it: one place for all libraries above it.
_plain = connection.create_connection
connection.create_connection = _create_connection
