"""The hours at which a message may disturb people: working days, 08:30–18:00 (setting MESSAGE_WINDOW)."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from zhaotong_portal.workdays import add_workdays, is_workday, moment


def may_send(now: datetime) -> bool:
    """Whether a message may go out at this moment of the office's day."""
    return next_sending_moment(now) == now


def next_sending_moment(now: datetime) -> datetime:
    """`now` within the hours, else the next opening. MESSAGE_WINDOW = None: always now."""
    if settings.MESSAGE_WINDOW is None:
        return now
    opens, closes = settings.MESSAGE_WINDOW
    local = timezone.localtime(now)
    if is_workday(local.date()):
        if local.time() < opens:
            return moment(local.date(), opens)
        if local.time() < closes:
            return now
    return moment(add_workdays(local.date(), 1), opens)
