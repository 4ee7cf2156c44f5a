"""Drawing by lot, so that anybody can draw the same again: same entries, same seed, same sample (W6).

Pure: knows no database. Each figure gets entries in proportion to how many it has, and at least one; no unit is drawn
more often than `most_a_unit`.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, order=True)
class Entry:
    """One thing that a unit reported. `key` names it once and for all; `stratum` is the figure it belongs to."""

    key: str
    unit: int
    stratum: str


def sample(entries, size, most_a_unit, seed) -> list[Entry]:
    """At most `size` of the entries; fewer where the limit for each unit leaves no more."""
    lot = Random(seed)
    strata = defaultdict(list)
    for entry in sorted(entries):
        strata[entry.stratum].append(entry)
    for stratum in sorted(strata):
        lot.shuffle(strata[stratum])
    drawn, units = [], Counter()
    for stratum, wanted in quotas({name: len(rows) for name, rows in strata.items()}, size):
        drawn += _take(strata[stratum], wanted, units, most_a_unit)
    # What the limit of some unit left over goes to whoever was not drawn yet.
    rest = sorted(set().union(*strata.values()) - set(drawn)) if strata else []
    lot.shuffle(rest)
    drawn += _take(rest, size - len(drawn), units, most_a_unit)
    return sorted(drawn)


def quotas(counts, size) -> list[tuple[str, int]]:
    """[(stratum, how many)] in proportion to their counts by largest remainders, at least one each while there are any."""
    total = sum(counts.values())
    size = min(size, total)
    names = sorted(counts, key=lambda name: (-counts[name], name))
    if size <= len(names):
        return [(name, 1) for name in names[:size]]
    exact = {name: 1 + (size - len(names)) * counts[name] / total for name in names}
    found = {name: min(int(exact[name]), counts[name]) for name in names}
    by_rest = sorted(names, key=lambda name: (int(exact[name]) - exact[name], name))
    while (missing := size - sum(found.values())) > 0:
        open_ones = [name for name in by_rest if found[name] < counts[name]][:missing]
        for name in open_ones:
            found[name] += 1
    return [(name, found[name]) for name in names]


def _take(entries, wanted, units, most_a_unit):
    taken = []
    for entry in entries:
        if len(taken) >= wanted:
            break
        if units[entry.unit] < most_a_unit:
            units[entry.unit] += 1
            taken.append(entry)
    return taken
