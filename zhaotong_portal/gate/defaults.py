"""The first words of the list, from `fixtures/guarded_words.csv`: safe to repeat, later edits are kept."""

import csv

from django.conf import settings

from zhaotong_portal.gate import rules
from zhaotong_portal.gate.models import GuardedWord


def load_words() -> int:
    """Create the words that are not there yet; how many."""
    known = set(GuardedWord.objects.values_list("text", flat=True))
    with (settings.FIXTURES / "guarded_words.csv").open(encoding="utf-8", newline="") as file:
        rows = [GuardedWord(**row) for row in csv.DictReader(file) if row["text"] not in known]
    GuardedWord.objects.bulk_create(rows)
    if rows:
        rules.ask_again()
    return len(rows)
