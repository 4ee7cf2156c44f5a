"""What is open and what is stuck at units, from every ledger: agendas of meetings and sheets of visits are made of it.

Apps register a source; a higher app adds its own ledger here (design §1: registry upwards).
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One open thing. `subject_key` names it for good, such as `item:12`, like the lines of reminder sheets.

    `is_stuck`: somebody should talk about it (overdue, behind, asked again and again); the rest is merely open.
    """

    unit_id: int
    kind: str
    subject_key: str
    heading: str
    text: str
    url: str = ""
    due_on: date | None = None
    is_stuck: bool = True


class MatterSource(Protocol):
    def __call__(self, unit_ids: Collection[int], today: date) -> Iterable[Matter]:
        """The matters of these units, set-wise: a constant number of queries for any number of units."""


@dataclass(frozen=True)
class Registered:
    order: int
    source: Callable


_sources: list[Registered] = []
_labels: dict[str, str] = {}


def register(source: MatterSource, kinds: dict[str, str], order: int = 100):
    """`kinds` {code: Chinese label} are the kinds of matter that the source gives."""
    _sources.append(Registered(order, source))
    _labels.update(kinds)
    return source


def label_of(kind: str) -> str:
    return _labels.get(kind, kind)


def open_matters(unit_ids: Collection[int], today: date) -> list[Matter]:
    """All that is open at these units, unit by unit in the order given; a thing that two ledgers name stands once."""
    place = {pk: number for number, pk in enumerate(unit_ids)}
    found = {}
    for one in sorted(_sources, key=lambda one: one.order):
        for matter in one.source(list(place), today):
            found.setdefault((matter.unit_id, matter.subject_key), matter)
    return sorted(found.values(), key=lambda matter: place[matter.unit_id])


def stuck_matters(unit_ids: Collection[int], today: date) -> list[Matter]:
    return [matter for matter in open_matters(unit_ids, today) if matter.is_stuck]
