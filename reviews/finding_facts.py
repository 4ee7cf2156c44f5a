"""What reminder sheets say of findings that a unit has in hand, and when such a line closes (E6)."""

from datetime import timedelta

from django.conf import settings

from reviews.models import Finding, FindingState
from reviews.models.finding import WITH_UNIT
from tasks.models import LineState
from tasks.sheet_sources import SheetFact
from zhaotong_portal.wording import day_text

FINDING_OVERDUE = "finding_overdue"
FINDING_DUE = "finding_due"
CONDITIONS = (FINDING_OVERDUE, FINDING_DUE)
TITLE_LENGTH = 60


def facts(unit_ids, period, today):
    """Overdue findings, and those due by the end of the month or soon; one query for all units."""
    until = max(period.last_day, today + timedelta(days=settings.REMINDER_COMING_UP_DAYS))
    rows = (
        Finding.objects.with_unit()
        .leading()
        .filter(unit__in=unit_ids, due_on__lte=until)
        .order_by("unit", "due_on", "pk")
    )
    return [_fact(row, today) for row in rows]


def _fact(finding, today):
    title = " ".join(finding.title.split())
    short = title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"
    due = day_text(finding.due_on, today=today)
    late = (today - finding.due_on).days
    if late > 0:
        text = f"整改时限{due}，已逾期{late}天。请抓紧整改并在平台报告整改情况。"
    else:
        text = f"请于{due}前完成整改并在平台报告整改情况。"
    return SheetFact(
        unit_id=finding.unit_id,
        condition=FINDING_OVERDUE if late > 0 else FINDING_DUE,
        subject_key=f"finding:{finding.pk}",
        heading=f"问题整改“{short}”",
        text=text,
        due_on=finding.due_on if late <= 0 else None,
    )


def standings(keys):
    """A report meets the line, verification closes it, a return opens it again; one query."""
    pks = {int(key.removeprefix("finding:")) for key in keys}
    states = Finding.objects.filter(pk__in=pks).values_list("pk", "state")
    return {f"finding:{pk}": _standing(state) for pk, state in states}


def _standing(state):
    if state in WITH_UNIT:
        return LineState.OPEN
    if state == FindingState.REPORTED:
        return LineState.PROVISIONAL
    return LineState.CLOSED
