"""When a self-report is due, and until when it is taken."""

from datetime import date

from django.conf import settings

from reviews.models import AssessmentState

# While the grade is not decided a report may still come in or be put right.
FILING_OPEN = (AssessmentState.PREPARED, AssessmentState.SELF_REPORTED, AssessmentState.FED_BACK)


def due_on(year) -> date:
    """The day of the following January (settings)."""
    month, day = settings.SELF_REPORT_DUE
    return date(year + 1, month, day)
