"""How often a unit is prompted: at most so many a week, counted over all kinds of prompts (E15).

A sheet is a prompt too but is never held back. What the cap holds back is not lost: its job asks the state again
and finds it still due next week.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from tasks.models import Delivery
from zhaotong_portal.workdays import moment


def this_week(unit_ids, now: datetime | None = None) -> dict[int, int]:
    """{unit id: prompts since Monday}; one query."""
    today = timezone.localdate(now)
    monday = moment(today - timedelta(days=today.weekday()))
    rows = (
        Delivery.objects.filter(is_prompt=True, unit__in=unit_ids, created_at__gte=monday)
        .order_by()
        .values_list("unit")
        .annotate(Count("dedupe_key", distinct=True))
    )
    return dict(rows)


def may_prompt(unit_ids, now: datetime | None = None) -> set[int]:
    """Those of the units that may be prompted once more this week."""
    counted = this_week(unit_ids, now)
    return {pk for pk in unit_ids if counted.get(pk, 0) < settings.PROMPTS_A_WEEK}
