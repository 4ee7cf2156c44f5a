"""What could be written into the common part of a month's sheets: higher apps say what many units have in common (G8).

The portal only offers; who writes the common text decides what goes in.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """`text` is a whole sentence, fit to stand in the common part; `note` says where it comes from."""

    text: str
    note: str = ""
    url: str = ""


_providers: list[Callable] = []


def register(provider: Callable):
    """`provider(user, period)` gives hints, the most weighty first."""
    _providers.append(provider)
    return provider


def hints_for(user, period, text=""):
    """Those that the common text does not hold already."""
    return [
        hint for provider in _providers for hint in provider(user, period) if hint.text not in text
    ]
