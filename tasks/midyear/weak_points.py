"""短板 of a half year: what each unit lags behind in, asked of every source at once. Higher apps register theirs.

One line a unit and source, with its facts in words and a link to the rows. Never a score and never a ranking: units
stand in the order of districts and protocol.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from units.models import Unit


@dataclass(frozen=True)
class WeakPoint:
    """What a source says of one unit."""

    unit_id: int
    text: str
    url: str


@dataclass(frozen=True)
class Found:
    """A weak point with its source: `key` is what a push plan keeps of where it came from."""

    key: str
    label: str
    text: str
    url: str


_sources: dict[str, tuple[str, Callable[..., Iterable[WeakPoint]]]] = {}


def register(key: str, label: str, find: Callable):
    """`find(user, year)` gives the weak points of all units that the person sees; a constant number of queries."""
    _sources[key] = (label, find)


def choices():
    return [(key, label) for key, (label, _) in _sources.items()]


def label_of(key) -> str:
    return _sources[key][0] if key in _sources else key


def by_unit(user, year, only=None) -> dict[int, list[Found]]:
    """{unit id: weak points} in the order of the sources; `only` one source where the page is filtered by it."""
    found = {}
    for key, (label, find) in _sources.items():
        if only and key != only:
            continue
        for point in find(user, year):
            one = Found(key, label, point.text, point.url)
            found.setdefault(point.unit_id, []).append(one)
    return found


def units_with(user, found, district=None):
    """The units of these weak points, of the running register, by district and protocol order."""
    rows = Unit.objects.visible_to(user).active().filter(pk__in=found)
    if district is not None:
        rows = rows.filter(district=district)
    return rows.select_related("district").order_by("district__order", "protocol_order", "pk")


def of_unit(user, year, unit_id, key) -> Found | None:
    """One weak point as it stands now; None when there is none (any more)."""
    if key not in _sources:
        return None
    return next(iter(by_unit(user, year, only=key).get(unit_id, [])), None)
