"""谁卡住了，谁需要帮助: units with overdue items, items behind two months running, or months not reported (F9).

Advice, never a ranking: each line says why, and opens the rows it speaks of.
"""

from dataclasses import dataclass
from heapq import nlargest

from django.db.models import Case, F, FilteredRelation, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from tasks.figures import report_rows
from tasks.models import UnitMonth

MOST_SHOWN = 8
WORTH_A_LINE = 2
# How much each reason weighs when only the neediest are shown.
OVERDUE, MISSING, BEHIND_TWICE = 2, 3, 2


@dataclass(frozen=True)
class Stuck:
    """A unit, why it is shown, what the office might do next, and where the rows are."""

    unit_id: int
    name: str
    reasons: str
    step: str
    url: str


def stuck_units(shown, overdue, now=None, unit_rows=None, most=MOST_SHOWN):
    """The neediest first. `overdue` are the units' overdue items where the month runs. One query."""
    now = now or timezone.now()
    rows = UnitMonth.objects.all() if unit_rows is None else unit_rows
    # The month before is a join, not a subquery: the weight below names its columns several times.
    before = Q(unit__months__period=shown.previous or shown.period.previous())
    rows = rows.filter(period=shown.period).annotate(
        before=FilteredRelation("unit__months", condition=before),
        overdue_items=_overdue(shown, overdue, most),
        missing_now=_one_when(report_rows.missing_in(shown.month, now)),
        behind_before=Coalesce(F("before__items_behind"), Value(0)),
        missing_before=_one_when(
            report_rows.missing_in(shown.near.get(shown.previous), now, at="before__")
        ),
    )
    behind_twice = When(behind_before__gt=0, then=BEHIND_TWICE * F("items_behind"))
    rows = rows.annotate(
        weight=OVERDUE * F("overdue_items")
        + Case(behind_twice, default=Value(0), output_field=IntegerField())
        + MISSING * (F("missing_now") + F("missing_before"))
    )
    found = (
        rows.filter(weight__gte=WORTH_A_LINE)
        .order_by("-weight", "unit__protocol_order", "unit_id")
        .select_related("unit")[:most]
    )
    return [_line(row, shown) for row in found]


def _overdue(shown, overdue, most):
    """Of the frozen row; while the month runs, of those with the most (no others can reach the list by it)."""
    if not shown.is_running:
        return Coalesce(F("overdue"), Value(0))
    top = nlargest(2 * most, overdue.items(), key=lambda entry: entry[1])
    whens = [When(unit_id=unit_id, then=Value(count)) for unit_id, count in top if count]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _one_when(condition):
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _line(row, shown):
    reasons = []
    if row.missing_now or row.missing_before:
        months = [shown.previous] * row.missing_before + [shown.period] * row.missing_now
        reasons.append("、".join(month.short_label for month in months) + "未报")
    if row.overdue_items:
        reasons.append(f"{row.overdue_items} 项逾期")
    if row.items_behind and row.behind_before:
        reasons.append(f"上月 {row.behind_before} 项、本月 {row.items_behind} 项滞后")
    step, url = _next_step(row, shown)
    return Stuck(row.unit_id, row.unit.short_name, "，".join(reasons), step, url)


def _next_step(row, shown):
    """The ladder 提示、催办、会商、督办: the rows that the step is about."""
    items = f"{reverse('items')}?unit={row.unit_id}&month={shown.period}"
    month = f"{reverse('month', args=[shown.period])}?unit={row.unit_id}"
    if row.missing_now and row.missing_before:
        return "督办", month
    if row.overdue_items:
        return ("会商" if row.items_behind and row.behind_before else "催办"), f"{items}&overdue=1"
    if row.missing_now or row.missing_before:
        return "催办", month
    return "会商", f"{items}&light=behind"
