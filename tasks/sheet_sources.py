"""Where higher apps add their own lines to reminder sheets, such as open findings (design §1: registry upwards).

A source is asked once for all units of a run, so that a month's sheets cost a constant number of queries.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from zhaotong_portal.period import Period


@dataclass(frozen=True, kw_only=True)
class SheetFact:
    """One thing to remind a unit of. `subject_key` names it for good, such as `finding:12`.

    `heading` runs in before `text`; `text` is a whole sentence or several, with punctuation. Left out, the sentence is
    the one that staff keep under the condition's name (texts.py), filled in with `values`.
    """

    unit_id: int
    condition: str
    subject_key: str
    heading: str
    text: str = ""
    values: dict = field(default_factory=dict)
    due_on: date | None = None
    item_id: int | None = None


class SheetSource(Protocol):
    def __call__(
        self, unit_ids: Collection[int], period: Period, today: date
    ) -> Iterable[SheetFact]:
        """The facts of these units, set-wise, each unit's in the order in which they shall stand."""


# {subject_key: "open" | "provisional" | "closed"} (values of tasks.models.LineState); left out means unchanged.
Standings = Callable[[Collection[str]], dict[str, str]]


@dataclass(frozen=True)
class Registered:
    source: SheetSource
    conditions: frozenset
    standings: Standings | None


_sources: list[Registered] = []


def register(
    source: SheetSource, conditions: Iterable[str] = (), standings: Standings | None = None
):
    """Add a source. `standings` tells how the subjects of `conditions` stand now, so that lines close themselves.

    Without it a line stays open until it is carried into the next month's sheet or is asked for no more.
    """
    _sources.append(Registered(source, frozenset(conditions), standings))
    return source


def facts_of(unit_ids: Collection[int], period: Period, today: date) -> list[SheetFact]:
    """What all sources know about these units, in the order of registration."""
    return [fact for one in _sources for fact in one.source(unit_ids, period, today)]


def closes_itself(condition: str) -> bool:
    """Whether some source says when lines of this condition are met."""
    return any(condition in one.conditions and one.standings for one in _sources)


def standings_of(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """{(condition, subject_key): line state} for the pairs that a source answers for; one call a source."""
    subjects = set(subjects)
    found = {}
    for one in _sources:
        mine = {pair for pair in subjects if pair[0] in one.conditions}
        if not mine or one.standings is None:
            continue
        states = one.standings(sorted({key for _, key in mine}))
        found |= {pair: states[pair[1]] for pair in mine if pair[1] in states}
    return found
