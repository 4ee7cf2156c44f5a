"""Drawing by lot: fair to figures and units, and the same again for whoever draws again."""

from collections import Counter

import pytest

from tasks.sampling import Entry, quotas, sample

ENTRIES = [
    Entry(f"{stratum}-{unit}-{n}", unit, stratum)
    for stratum, each in (("lectures", 30), ("classes", 3), ("claims", 1))
    for unit in range(1, 6)
    for n in range(each)
]


def test_the_same_seed_draws_the_same_and_another_one_does_not():
    drawn = sample(ENTRIES, 12, 4, "seed")
    assert drawn == sample(list(reversed(ENTRIES)), 12, 4, "seed")
    assert drawn != sample(ENTRIES, 12, 4, "other")


def test_each_figure_is_drawn_and_no_unit_more_than_the_limit():
    drawn = sample(ENTRIES, 12, 3, "seed")
    assert len(drawn) == len(set(drawn)) == 12
    assert {entry.stratum for entry in drawn} == {"lectures", "classes", "claims"}
    assert max(Counter(entry.unit for entry in drawn).values()) <= 3


@pytest.mark.parametrize("size, limit, drawn", [(1000, 1000, len(ENTRIES)), (60, 2, 10), (0, 3, 0)])
def test_what_the_limits_leave(size, limit, drawn):
    assert len(sample(ENTRIES, size, limit, "seed")) == drawn


def test_nothing_to_draw_from():
    assert sample([], 60, 3, "seed") == []


def test_quotas_follow_the_counts_and_leave_nobody_out():
    assert dict(quotas({"a": 90, "b": 9, "c": 1}, 10)) == {"a": 7, "b": 2, "c": 1}
    assert sum(n for _, n in quotas({"a": 90, "b": 9, "c": 1}, 50)) == 50
    assert quotas({"a": 5, "b": 4, "c": 3}, 2) == [("a", 1), ("b", 1)]
