"""What a new portal needs before a citizen can rate: the reasons of the page and a code for each unit."""

from django.db import transaction

from reviews.models import RatingPoint, RatingReason
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


def units_without_code():
    """Active units whose counter nobody can rate: no live code, neither of the unit nor of a window."""
    served = RatingPoint.objects.live().values("unit")
    return Unit.objects.active().exclude(pk__in=served)
