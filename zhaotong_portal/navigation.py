"""The header's links. Each app registers its own in `AppConfig.ready`; higher apps need not be known here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class NavLink:
    """`badge(user)` may give a number that waits for the user; it costs at most one query."""

    label: str
    url_name: str
    roles: frozenset
    order: int
    badge: Callable | None = None


_links: list[NavLink] = []


def register(label, url_name, roles, order, badge=None):
    _links.append(NavLink(label, url_name, frozenset(roles), order, badge))


def links_for(user, path):
    """What the header shows this user, in order."""
    role = user.scope.role
    shown = []
    for link in sorted(_links, key=lambda link: link.order):
        if role not in link.roles:
            continue
        url = reverse(link.url_name)
        active = path == url if url == "/" else path.startswith(url)
        shown.append(
            {
                "label": link.label,
                "url": url,
                "active": active,
                "badge": link.badge and link.badge(user),
            }
        )
    return shown
