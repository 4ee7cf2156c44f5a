"""What a new portal needs of reviews: reasons of the rating page, categories of problems, two checklists, 昭通评议 as a channel."""

from django.db import transaction

from reviews.models import (
    Checklist,
    ChecklistQuestion,
    ChecklistVersion,
    ClueChannel,
    FindingCategory,
    RatingPoint,
    RatingReason,
)
from units.loading import read_fixture
from units.models import Unit


@transaction.atomic
def load_reasons() -> int:
    """Create the reasons of `fixtures/rating_reasons.csv` that are not there yet; later edits are kept."""
    known = set(RatingReason.objects.values_list("text", flat=True))
    rows = [
        RatingReason(
            text=row["text"],
            order=int(row["order"]),
            for_poor=row["for_poor"] == "1",
            for_good=row["for_good"] == "1",
        )
        for row in read_fixture("rating_reasons.csv")
        if row["text"] not in known
    ]
    RatingReason.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def load_rectification() -> int:
    """Categories and the two ready checklists that are not there yet; later edits are kept. How many were new."""
    new = 0
    for row in read_fixture("finding_categories.csv"):
        _, created = FindingCategory.objects.get_or_create(
            name=row["name"], defaults={"words": row["words"], "order": int(row["order"])}
        )
        new += created
    categories = {row.name: row for row in FindingCategory.objects.all()}
    for title, rows in _checklists().items():
        checklist, created = Checklist.objects.get_or_create(title=title, defaults={"theme": title})
        if created:
            version = ChecklistVersion.objects.create(checklist=checklist, number=1)
            ChecklistQuestion.objects.bulk_create(
                ChecklistQuestion(
                    version=version, order=order, text=row["text"], basis=row["basis"],
                    category=categories.get(row["category"]),
                )
                for order, row in enumerate(rows, 1)
            )  # fmt: skip
        new += created
    _, created = ClueChannel.objects.get_or_create(name="昭通评议")
    return new + created


def _checklists():
    found = {}
    for row in read_fixture("checklists.csv"):
        found.setdefault(row["checklist"], []).append(row)
    return found


def units_without_code():
    """Active units whose counter nobody can rate: no live code, neither of the unit nor of a window."""
    served = RatingPoint.objects.live().values("unit")
    return Unit.objects.active().exclude(pk__in=served)
