"""What the ledger of findings knows of a phase's tasks: those that were due are closed."""

from django.db.models import Count, Q
from django.urls import reverse

from reviews.models import Finding
from reviews.models.finding import OPEN_FINDINGS
from tasks import phase_checks


def register():
    phase_checks.register("findings", "到期已整改的问题", findings)


def findings(user, units, phase, day):
    """Of the findings due by today (or by the phase's end), how many are no longer open."""
    until = min(day, phase.ends_on)
    found = (
        Finding.objects.visible_to(user)
        .filter(due_on__year=phase.year, due_on__lte=until)
        .aggregate(total=Count("pk"), open=Count("pk", filter=Q(state__in=OPEN_FINDINGS)))
    )
    return phase_checks.Check(
        found["total"] - found["open"], found["total"], f"{reverse('findings')}?overdue=1"
    )
