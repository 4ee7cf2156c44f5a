"""What waits for somebody now: the home page's list over all modules (C4).

Each app registers a provider in `AppConfig.ready`; the home page asks them all. A provider costs a constant
number of queries and returns nothing for roles it does not serve.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Todo:
    """`count` things behind `url`; `due_on` when they must be done; `urgent` puts it on top."""

    label: str
    count: int
    url: str
    due_on: date | None = None
    urgent: bool = False
    note: str = ""


Provider = Callable[..., Iterable[Todo]]
_providers: list[Provider] = []


def register(provider: Provider):
    _providers.append(provider)
    return provider


def todos_for(user) -> list[Todo]:
    """All that waits, urgent first, then by date."""
    found = [todo for provider in _providers for todo in provider(user) if todo.count]
    return sorted(found, key=lambda todo: (not todo.urgent, todo.due_on or date.max, todo.label))
