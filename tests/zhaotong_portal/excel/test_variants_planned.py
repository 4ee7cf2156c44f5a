"""Lists that the generator draws, whole and broken, on their way into the database: no row is lost, none comes twice.

SOAK=50 plans a thousand of them and commits each twice.
"""

import os
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.import_world import all_units  # noqa: F401
from zhaotong_portal.excel import FileRefused
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.models import ImportState

from .variants.broken import broken
from .variants.layouts import FAMILIES
from .variants.paint import variant

SOAK = int(os.environ.get("SOAK", "0"))
OUTCOMES = ("create", "update", "unchanged", "error")

pytestmark = [pytest.mark.usefixtures("all_units"), pytest.mark.django_db]


def drawn(seed):
    """(content, name, places that hold a record whatever was broken)"""
    rng = random.Random(seed)
    family = rng.choice(sorted(FAMILIES))
    if seed % 2:
        return broken(rng, family, seed)
    made = variant(family, seed)
    return made.content, made.filename, [(e.sheet, e.row) for e in made.records]


def planned(seed):
    """The plan of a drawn list, every row of which has exactly one outcome; None where the file is refused."""
    content, name, kept = drawn(seed)
    try:
        _, plan = batches.make_plan(content, name)
    except FileRefused as refusal:
        assert refusal.text
        return None
    assert len(plan.rows) == len(plan.parsed.records)
    assert sum(plan.counts[outcome] for outcome in OUTCOMES) == len(plan.rows)
    places = {(row.record.sheet, row.record.row) for row in plan.rows}
    left_out = {sheet.name for sheet in plan.parsed.sheets if sheet.left_out}
    assert not [place for place in kept if place not in places and place[0] not in left_out]
    told = {(m.sheet, m.row) for m in plan.messages if m.is_error}
    refused = {(row.record.sheet, row.record.row) for row in plan.rows if row.action == "error"}
    assert refused <= told  # no row is refused without a sentence
    return plan


def committed(seed, administrator):
    content, name, _ = drawn(seed)
    batch = batches.take_upload(SimpleUploadedFile(name, content), administrator)
    if batch.state == ImportState.PREVIEWED:
        batch = batches.commit(batch.pk, administrator, skip_errors=True)
    return batch


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(SOAK * 20 or 9))
def test_every_row_of_a_list_is_created_changed_unchanged_or_refused(seed):
    planned(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100_000, 100_000 + (SOAK * 4 or 6)))
def test_a_list_that_comes_twice_changes_nothing(seed, administrator):
    first = committed(seed, administrator)
    again = committed(seed, administrator)
    assert again.state == first.state
    if first.state == ImportState.COMMITTED:
        assert (again.counts["create"], again.counts["update"]) == (0, 0)
        assert sum(again.counts[outcome] for outcome in OUTCOMES) + again.counts.get(
            "waits", 0
        ) == sum(first.counts[outcome] for outcome in OUTCOMES) + first.counts.get("waits", 0)
