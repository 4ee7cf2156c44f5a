"""The registers of the base ledger stand beside each other as tabs; a higher app may add its own."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Tab:
    label: str
    url_name: str
    order: int
    roles: frozenset = frozenset()  # empty: everybody who has a role


_tabs: list[Tab] = []


def register(label, url_name, order, roles=()):
    _tabs.append(Tab(label, url_name, order, frozenset(roles)))


def tabs_for(user, active) -> list[dict]:
    """For components/tabs.html; `active` is the name of the address that is open."""
    return [
        {"label": tab.label, "url": reverse(tab.url_name), "active": tab.url_name == active}
        for tab in sorted(_tabs, key=lambda tab: tab.order)
        if not tab.roles or user.scope.role in tab.roles
    ]
