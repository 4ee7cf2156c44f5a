"""Workbooks that the generator draws: how much is understood, and that no row of any of them is lost.

SOAK=50 (`make soak`) breaks ten thousand workbooks. `python -m tests.zhaotong_portal.excel.variants --held` prints the
scores of each family of layouts; the held-out words are judged there, on many workbooks, not here on a few.
"""

import os
import random

import pytest

from zhaotong_portal.excel import FileRefused, parse_workbook

from .variants.broken import broken
from .variants.fifth_layouts import HELD
from .variants.layouts import FAMILIES
from .variants.paint import variant
from .variants.score import Score, directory, scored

BROKEN = int(os.environ.get("SOAK", "0")) * 200 or 60
KNOWN = [family for family in FAMILIES if family not in HELD]


def total(families, seeds):
    score = Score()
    for family in families:
        for seed in seeds:
            score += scored(variant(family, seed))
    return score


def test_layouts_that_the_reader_was_developed_against():
    score = total(KNOWN, range(1))
    assert score.share >= 0.99, score.faults[:5]


def test_layouts_that_were_held_out():
    score = total(HELD, range(3))
    assert score.share >= 0.98, score.faults[:5]


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(BROKEN))
def test_a_broken_workbook_is_read_or_refused_and_no_row_is_lost(seed):
    """Cells broken, merged and junked at random: each row that still names its item is a record or a refusal."""
    rng = random.Random(seed)
    content, filename, kept = broken(rng, rng.choice(KNOWN), seed)
    try:
        parsed = parse_workbook(content, filename, directory())
    except FileRefused as refusal:
        assert refusal.text
        return
    places = [(r.sheet, r.row) for r in parsed.records]
    assert len(places) == len(set(places)) or "side_by_side" in filename
    refused = {(m.sheet, m.row) for m in parsed.messages if m.is_error}
    assert {(r.sheet, r.row) for r in parsed.records if r.is_error} <= refused
    left_out = {sheet.name for sheet in parsed.sheets if sheet.left_out}
    lost = [place for place in kept if place not in places and place[0] not in left_out]
    assert not lost
