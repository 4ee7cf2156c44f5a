"""异议期: until when a unit may say that a published fact is not so (I16)."""

from django.conf import settings
from django.utils import timezone

from zhaotong_portal.workdays import add_workdays


def contest_until(assessment):
    """The last day; None before publication."""
    if assessment.published_at is None:
        return None
    return last_day(timezone.localdate(assessment.published_at))


def last_day(published_on):
    return add_workdays(published_on, settings.ASSESSMENT_CONTEST_WORKDAYS)


def is_open(assessment, today=None) -> bool:
    until = contest_until(assessment)
    return until is not None and (today or timezone.localdate()) <= until
