"""Panels that higher apps add to pages of lower ones, such as ratings on the unit page.

A provider takes (user, subject) and returns a `Panel` or None; the page shows them in `order`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from zhaotong_portal.navigation import CountOf


@dataclass(frozen=True)
class Panel:
    """A template of the providing app and the context it needs.

    `card` is a second template over the same context, for the row of figure cards on top of a dashboard.
    """

    template: str
    context: dict = field(default_factory=dict)
    card: str = ""


_providers: dict[str, list[tuple[int, Callable]]] = {}
_asked: dict[str, dict[str, Callable]] = {}
_counted: dict[str, dict[str, Callable]] = {}


def register(page: str, provider: Callable, order: int = 100):
    """`page` is one of `unit`, `dashboard`, `district`, `home`, `registers`, `register` (its subject: the register)."""
    _providers.setdefault(page, []).append((order, provider))


def register_question(page: str, name: str, rows: Callable):
    """`rows(subject's pk)`: whether there are any, the page asks with its subject and says it as `subject.NAME`.

    So a panel about what most subjects lack costs a query only where there is something to show.
    """
    _asked.setdefault(page, {})[name] = rows


def register_number(page: str, name: str, rows: Callable):
    """As `register_question`, where the panel says how many there are."""
    _counted.setdefault(page, {})[name] = rows


def asked_beforehand(page: str) -> dict:
    """Annotations for the query of the page's subject."""
    asked = {name: Exists(rows(OuterRef("pk"))) for name, rows in _asked.get(page, {}).items()}
    counted = _counted.get(page, {}).items()
    return asked | {name: CountOf(rows(OuterRef("pk")).values("pk")) for name, rows in counted}


def panels_for(page: str, user, subject=None) -> list[Panel]:
    providers = sorted(_providers.get(page, []), key=lambda row: row[0])
    return [panel for _, provider in providers if (panel := provider(user, subject))]
