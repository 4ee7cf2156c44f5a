"""What the portal already knows of an item before a month's line is edited: a unit never enters a thing twice."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

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
    """{item_id: its latest line before `period` that somebody wrote}, else how the item stands; one query."""
    items = list(items)
    written = ItemProgress.objects.filter(
        item=OuterRef("pk"), period__lt=period, edited_at__isnull=False
    ).order_by("-period", "-pk")
    newest = WorkItem.objects.filter(pk__in=[item.pk for item in items]).annotate(
        newest=Subquery(written.values("pk")[:1])
    )
    lines = ItemProgress.objects.filter(pk__in=newest.values("newest"))
    known = {line.item_id: of_line(line) for line in lines}
    return {item.pk: known.get(item.pk) or of_item(item) for item in items}


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


def percents_before(items, period: Period) -> dict[int, list[tuple[Period, int]]]:
    """{item_id: [(month, percent)] of the last twelve months, oldest first}; one query."""
    rows = (
        ItemProgress.objects.filter(
            item__in=items,
            period__lt=period,
            period__gte=period.shift(-HISTORY_MONTHS),
            percent__isnull=False,
        )
        .order_by("period")
        .values_list("item_id", "period", "percent")
    )
    history = {}
    for item_id, month, percent in rows:
        history.setdefault(item_id, []).append((month, percent))
    return history
