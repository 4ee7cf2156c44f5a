"""How long a unit works on its month (W7), without watching anybody: from the pauses between two saves.

A pause longer than MONTH_EFFORT_PAUSE_MINUTES was no work on the month. Kept a unit and month, never a person; a figure for
whoever asks for the forms, not about whoever fills them in.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tasks.models import MonthlyReport


def worked_on(report: MonthlyReport, now=None):
    """Count the time since the unit's last save; called by whatever stores an entry, under the lock of the report."""
    now = now or timezone.now()
    report.entry_seconds += seconds_since(report.last_entry_at, now)
    report.last_entry_at = now
    report.save(update_fields=["entry_seconds", "last_entry_at"])


def seconds_since(last, now) -> int:
    """The first save, and one after a long pause, count as MONTH_EFFORT_FIRST_SECONDS: somebody read and typed."""
    if last is None or now - last > timedelta(minutes=settings.MONTH_EFFORT_PAUSE_MINUTES):
        return settings.MONTH_EFFORT_FIRST_SECONDS
    return max(0, round((now - last).total_seconds()))
