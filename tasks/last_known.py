"""What the portal already knows of an item before a month's line is edited: a unit never enters a thing twice."""

from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db.models import Case, OuterRef, Subquery, TextField, Value, When

from tasks.models import ItemProgress, Light, WorkItem
from zhaotong_portal.period import Period

HISTORY_MONTHS = 12


@dataclass(frozen=True)
class LastKnown:
    """An earlier month's line, whatever became of its report; `period` None: only the item itself is known."""

    percent: int | None
    light: str
    text: str = ""
    reason: str = ""
    claims_done: bool = False
    period: Period | None = None


def last_known(items, period: Period) -> dict[int, LastKnown]:
    """{item_id: its latest line before `period` that somebody wrote}, else how the item stands.

    One query; a second one where items were continued from last year's.
    """
    items = list(items)
    known = _written_before([item.pk for item in items], period)
    # What went on into a new year begins where last year's item was left.
    begun = {item.pk: item.continued_from_id for item in items if item.pk not in known}
    if earlier := [pk for pk in begun.values() if pk]:
        there = _written_before(earlier, period)
        known |= {pk: there[old] for pk, old in begun.items() if old in there}
    return {item.pk: known.get(item.pk) or of_item(item) for item in items}


def _written_before(item_ids, period):
    written = ItemProgress.objects.filter(
        item=OuterRef("pk"), period__lt=period, edited_at__isnull=False
    ).order_by("-period", "-pk")
    newest = WorkItem.objects.filter(pk__in=item_ids).annotate(
        newest=Subquery(written.values("pk")[:1])
    )
    lines = ItemProgress.objects.filter(pk__in=newest.values("newest"))
    return {line.item_id: of_line(line) for line in lines}


def of_line(line) -> LastKnown:
    return LastKnown(
        line.percent, line.light, line.text, line.reason, line.claims_done, line.period
    )


def of_item(item) -> LastKnown:
    """An item that was never reported on stands as its list says, or as it stood before any line reached it."""
    start = item.before_reports or {}
    return LastKnown(
        percent=start.get("percent", item.percent),
        light=start.get("light", item.light) or Light.ON_TRACK,
    )


class Before(NamedTuple):
    """What an earlier month's line said; its words only of the months that hints compare."""

    period: Period
    percent: int
    text: str


def said_before(items, period: Period) -> dict[int, list[Before]]:
    """{item_id: what was said in the last twelve months, oldest first}; one query."""
    compared = period.shift(1 - settings.HINT_SAME_TEXT_MONTHS)
    rows = (
        ItemProgress.objects.filter(
            item__in=items,
            period__lt=period,
            period__gte=period.shift(-HISTORY_MONTHS),
            percent__isnull=False,
        )
        .annotate(
            words=Case(
                When(period__gte=compared, then="text"), default=Value(""), output_field=TextField()
            )
        )
        .order_by("period")
        .values_list("item_id", "period", "percent", "words")
    )
    found = {}
    for item_id, *said in rows:
        found.setdefault(item_id, []).append(Before(*said))
    return found
