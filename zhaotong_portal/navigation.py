"""The header's links. Each app registers its own in `AppConfig.ready`; higher apps need not be known here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import IntegerField, Subquery
from django.urls import reverse


@dataclass(frozen=True)
class NavLink:
    """`badge(user)` may give the queryset of what waits for the user; the header shows how many."""

    label: str
    url_name: str
    roles: frozenset
    order: int
    badge: Callable | None = None


# What is not opened every week stands behind 更多: links registered with this order or a later one.
FOLDED = 100

_links: list[NavLink] = []


def register(label, url_name, roles, order, badge=None):
    _links.append(NavLink(label, url_name, frozenset(roles), order, badge))


class CountOf(Subquery):
    """How many rows a queryset has, as a column of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def links_for(user, path):
    """What the header shows this user, in order; all badges together cost one query."""
    role = user.scope.role
    links = [link for link in sorted(_links, key=lambda link: link.order) if role in link.roles]
    badges = _badges(user, links)
    shown = []
    for link in links:
        url = reverse(link.url_name)
        active = path == url if url == "/" else path.startswith(url)
        badge = badges.get(link.url_name)
        shown.append(
            {
                "label": link.label,
                "url": url,
                "active": active,
                "badge": badge,
                "folded": link.order >= FOLDED,
            }
        )
    return shown


def _badges(user, links):
    """{url name: how many rows wait}."""
    waiting = {
        link.url_name: rows
        for link in links
        if (rows := link.badge and link.badge(user)) is not None
    }
    return counts_of(user, waiting)


def counts_of(user, querysets):
    """{name: how many rows} of {name: queryset}, in one query."""
    if not querysets:
        return {}
    counts = [CountOf(rows.order_by().values("pk")) for rows in querysets.values()]
    row = get_user_model().objects.filter(pk=user.pk).values_list(*counts).get()
    return dict(zip(querysets, row, strict=True))
