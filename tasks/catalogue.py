"""What is editable and has its first rows in `fixtures/`: indicators, kinds of activity with what they feed, kinds of
mechanism, themes.

Safe to repeat; later edits are kept.
"""

import csv

from django.conf import settings

from tasks.models import ActivityFeed, ActivityKind, Indicator, MechanismKind, Theme


def load_indicators() -> int:
    """Create the indicators that are not there yet, in the order of the file; how many."""
    known = set(Indicator.objects.values_list("code", flat=True))
    missing = [indicator for indicator in read_catalogue() if indicator.code not in known]
    Indicator.objects.bulk_create(missing)
    return len(missing)


def read_catalogue() -> list[Indicator]:
    with (settings.FIXTURES / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return [
            Indicator(
                **{**row, "is_stock": row["is_stock"] == "1", "minutes": int(row["minutes"])},
                order=order,
            )
            for order, row in enumerate(csv.DictReader(file), 1)
        ]


def load_activity_kinds() -> int:
    """Create the kinds that are not there yet, with their rules; how many."""
    known = set(ActivityKind.objects.values_list("code", flat=True))
    rows = [row for row in read_activity_kinds() if row["code"] not in known]
    for order, row in enumerate(rows, len(known) + 1):
        kind = ActivityKind.objects.create(
            code=row["code"], name=row["name"], words=row["words"], order=order
        )
        for rule in row["feeds"].split():
            code, _, measure = rule.partition(":")
            indicator = Indicator.objects.get(code=code)
            ActivityFeed.objects.create(kind=kind, indicator=indicator, measure=measure or "count")
    for row in rows:
        absorbed = ActivityKind.objects.filter(code__in=row["absorbs"].split())
        ActivityKind.objects.get(code=row["code"]).absorbs.set(absorbed)
    return len(rows)


def read_activity_kinds() -> list[dict]:
    with (settings.FIXTURES / "activity_kinds.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_mechanism_kinds() -> int:
    """Create the kinds that are not there yet; how many."""
    return _load(MechanismKind, "mechanism_kinds.csv", "code")


def load_themes() -> int:
    """Create the themes that are not there yet; how many."""
    return _load(Theme, "themes.csv", "name")


def _load(model, file_name, key) -> int:
    with (settings.FIXTURES / file_name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = set(model.objects.values_list(key, flat=True))
    missing = [
        model(**row, order=order) for order, row in enumerate(rows, 1) if row[key] not in known
    ]
    model.objects.bulk_create(missing)
    return len(missing)
