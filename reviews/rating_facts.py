"""群众评议 on reminder sheets: a unit whose satisfaction of the last months is low is told so (E2).

Below RATING_MIN_COMPARABLE ratings nothing is said: so few say nothing about a unit.
"""

from django.conf import settings

from reviews.models import UnitMonthReviews
from reviews.satisfaction import satisfaction_by
from tasks.models import LineState
from tasks.sheet_sources import SheetFact
from tasks.sheet_texts import SHEET
from tasks.texts import TextKind
from zhaotong_portal.period import Period
from zhaotong_portal.wording import rate_text

LOW_RATING = "low_rating"
TEXT = TextKind(
    LOW_RATING, SHEET, "群众满意率偏低",
    "{月份}群众评议满意率{满意率}（{条数}条有效评议），低于{标准}。请查找原因，逐件回应差评，改进服务。",
    {"月份": "8月至10月", "满意率": "86.7%", "条数": "45", "标准": "90%"}, ("满意率", "条数"),
)  # fmt: skip


def _months(period):
    last = period.previous()
    return last.shift(1 - settings.REMINDER_SATISFACTION_MONTHS), last


def _low(unit_ids, first, last):
    """{unit: Satisfaction} of those below the setting, without what nobody has decided on yet; one query."""
    rows = UnitMonthReviews.objects.filter(unit__in=unit_ids, period__range=(first, last))
    return {
        unit: whole.compared
        for unit, whole in satisfaction_by(rows, "unit").items()
        if (found := whole.compared).n >= settings.RATING_MIN_COMPARABLE
        and found.rate < settings.REMINDER_LEAST_SATISFACTION
    }


def facts(unit_ids, period, today):
    first, last = _months(period)
    low = _low(unit_ids, first, last)
    span = last.short_label if first == last else f"{first.short_label}至{last.short_label}"
    return [
        SheetFact(
            unit_id=unit,
            condition=LOW_RATING,
            subject_key=f"rating:{unit}",
            heading="群众评议",
            values={
                "月份": span,
                "满意率": rate_text(found.rate),
                "条数": found.n,
                "标准": rate_text(settings.REMINDER_LEAST_SATISFACTION),
            },
        )
        for unit, found in sorted(low.items())
    ]


def standings(keys):
    """The line closes when the months up to the running one are no longer low; one query."""
    units = {int(key.removeprefix("rating:")): key for key in keys}
    first, last = _months(Period.current().next())
    low = _low(list(units), first, last)
    return {key: LineState.OPEN if unit in low else LineState.CLOSED for unit, key in units.items()}
