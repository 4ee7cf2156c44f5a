"""换届 on reminder sheets: overdue ones each month, coming ones when the countdown says so (E2; 6, 3 and 1 months before)."""

from django.conf import settings
from django.utils import timezone

from tasks.models import LineState
from tasks.sheet_sources import SheetFact
from units.models import Term
from zhaotong_portal.wording import day_text

TERM_OVERDUE = "term_overdue"
TERM_DUE = "term_due"
CONDITIONS = (TERM_OVERDUE, TERM_DUE)


def facts(unit_ids, period, today):
    """Open terms that are over, or whose end lies one of the countdown's months ahead; one query for all units."""
    rows = list(
        Term.objects.needing_attention(today)
        .filter(organisation__unit__in=unit_ids)
        .select_related("organisation")
        .order_by("organisation__unit", "deadline", "pk")
    )
    rows = [row for row in rows if row.deadline < today or speaks_in(row.deadline, period)]
    return [_fact(row, today) for row in rows]


def speaks_in(deadline, period) -> bool:
    """Whether the month is one of the countdown's, or that of the deadline itself."""
    months = (deadline.year - period.year) * 12 + deadline.month - period.month
    return months == 0 or months in settings.TERM_NOTICE_MONTHS


def _fact(term, today):
    values = {"届满日期": day_text(term.deadline, today=today)}
    if term.deadline < today:
        values["逾期天数"] = (today - term.deadline).days
    return SheetFact(
        unit_id=term.organisation.unit_id,
        condition=TERM_OVERDUE if term.deadline < today else TERM_DUE,
        subject_key=f"term:{term.pk}",
        heading=f"{term.organisation.name}换届",
        values=values,
        due_on=term.deadline,
    )


def standings(keys):
    """A recorded election, an approved delay or the end of the organisation closes the line; one query."""
    pks = [int(key.removeprefix("term:")) for key in keys]
    rows = Term.objects.with_deadline().filter(pk__in=pks).select_related("organisation")
    found = {row.pk: row for row in rows}
    return {key: _standing(found.get(pk)) for key, pk in zip(keys, pks, strict=True)}


def _standing(term):
    if term is None or term.completed_on or not term.organisation.is_alive():
        return LineState.CLOSED
    put_off = term.delayed_until and term.delayed_until >= timezone.localdate()
    return LineState.CLOSED if put_off else LineState.OPEN
