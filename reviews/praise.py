"""表扬 that citizens wrote for a person or window, passed on to the unit once the day is over (H18)."""

from datetime import timedelta

from django.utils import timezone

from reviews.masking import masked
from reviews.models import Rating
from units.models import Role

SHOWN = 20


def praise_for(unit, days, user):
    """[{day, window, text}], newest first. The praised keep their names; telephone numbers do not.

    Beside no grade and no comment: a sentence of praise tells nothing about who gave which.
    """
    if user.scope.role == Role.AUDITOR:
        return []
    first, last = days
    if user.scope.works_in_unit:
        last = min(last, timezone.localdate() - timedelta(days=1))
    rows = (
        Rating.objects.filter(unit=unit, given_on__range=(first, last)).valid().exclude(praise="")
    )
    rows = rows.select_related("point").order_by("-given_on", "praise")[:SHOWN]
    return [
        {"day": row.given_on, "window": row.point.name, "text": masked(row.praise, keep_names=True)}
        for row in rows
    ]
