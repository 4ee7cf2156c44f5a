"""The catalogue of the month (glossary §4), from `fixtures/indicators.csv`: safe to repeat, later edits are kept."""

import csv

from django.conf import settings

from tasks.models import Indicator


def load_indicators() -> int:
    """Create the indicators that are not there yet, in the order of the file; how many."""
    known = set(Indicator.objects.values_list("code", flat=True))
    missing = [indicator for indicator in read_catalogue() if indicator.code not in known]
    Indicator.objects.bulk_create(missing)
    return len(missing)


def read_catalogue() -> list[Indicator]:
    with (settings.FIXTURES / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return [
            Indicator(**{**row, "is_stock": row["is_stock"] == "1", "order": order})
            for order, row in enumerate(csv.DictReader(file), 1)
        ]
