"""整改时限 in the calendar of deadlines (tasks/deadlines/)."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from reviews.models import Finding
from reviews.models.finding import WITH_UNIT
from tasks.deadlines.own_ledgers import usual_shifts
from tasks.deadlines.sources import Ledger, Shift


def shifts(finding, old, new):
    warn = timedelta(days=settings.FINDING_WARN_DAYS)
    yield Shift("临期提醒", old - warn, new - warn)
    yield from usual_shifts(old, new)


FINDINGS = Ledger(
    kind="finding", label="整改时限", model=Finding, day="due_on", title="title", unit="unit",
    rows=lambda user: Finding.objects.visible_to(user).filter(due_on__isnull=False),
    open=Q(state__in=WITH_UNIT), shifts=shifts, order=33,
)  # fmt: skip
