"""What reminder sheets say of commitments, and when such a line closes (E6): agreed ones stand on the next sheet."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from tasks.models import Commitment, CommitmentState, LineState
from tasks.sheet_sources import SheetFact
from zhaotong_portal.wording import day_text
from zhaotong_portal.workdays import moment

OVERDUE = "commitment_overdue"
DUE = "commitment_due"
CONDITIONS = (OVERDUE, DUE)
TITLE_LENGTH = 60


def facts(unit_ids, period, today):
    """Newly agreed ones once, later those that are near or past; what waits for staff is asked for no more. One query."""
    until = max(period.last_day, today + timedelta(days=settings.REMINDER_COMING_UP_DAYS))
    new = Q(agreed_at__gte=moment(period.previous().first_day))
    rows = (
        Commitment.objects.open()
        .filter(Q(due_on__lte=until) | new, unit__in=unit_ids, reported_at=None)
        .order_by("unit", "due_on", "pk")
    )
    return [_fact(row, today) for row in rows]


def _fact(row, today):
    short = row.what if len(row.what) <= TITLE_LENGTH else f"{row.what[: TITLE_LENGTH - 1]}…"
    due, late = day_text(row.due_on, today=today), (today - row.due_on).days
    if late > 0:
        text = f"商定{due}前完成，已逾期{late}天。请抓紧落实并在平台填写落实情况。"
    else:
        text = f"商定{due}前完成，请按时落实并在平台填写落实情况。"
    return SheetFact(
        unit_id=row.unit_id,
        condition=OVERDUE if late > 0 else DUE,
        subject_key=f"commitment:{row.pk}",
        heading=f"商定事项“{short}”",
        text=text,
        due_on=row.due_on if late <= 0 else None,
    )


def standings(keys):
    """The unit's report meets the line, staff close it; one query."""
    pks = {int(key.removeprefix("commitment:")) for key in keys}
    rows = Commitment.objects.filter(pk__in=pks).values_list("pk", "state", "reported_at")
    return {f"commitment:{pk}": _standing(state, reported) for pk, state, reported in rows}


def _standing(state, reported_at):
    if state != CommitmentState.OPEN:
        return LineState.CLOSED
    return LineState.PROVISIONAL if reported_at else LineState.OPEN
