"""Giving a rating: what a citizen may send, once a page and once a device, point and day (rules.md §5).

Nothing that is written here names the citizen. The network only flags and slows down; it never refuses an honest
crowd behind one address.
"""

import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.day_digests import Today, count_up, digest_of
from reviews.models import DayDigest, Grade, Rating, RatingReason

COMMENT_MAX = Rating._meta.get_field("comment").max_length
DEVICE = re.compile(r"[A-Za-z0-9_-]{22}")
# What no keyboard types and PostgreSQL does not store. Line breaks stay.
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class RatingRefused(Exception):
    """A rating that is not taken; the page says why."""


class CodeRevoked(RatingRefused):
    """The code was taken out of use."""


class AlreadyRated(RatingRefused):
    """This device rated at this point today."""


class TooMany(RatingRefused):
    """More from one network in a few minutes than people can send; the same page may be sent again soon."""


@dataclass(frozen=True)
class Given:
    """`repeated`: this page had been sent before. `device`: what the phone keeps until midnight."""

    grade: int
    device: str
    repeated: bool = False


def give_rating(point, *, grade, reasons=(), comment="", form_key, device="", network="") -> Given:
    """Store one rating, or say why not.

    Raises ValidationError (by field), CodeRevoked, AlreadyRated, TooMany. A page sent twice is one rating, and both
    times answered alike.
    """
    if point.revoked_at is not None:
        raise CodeRevoked
    today = Today.now()
    device = device if DEVICE.fullmatch(device or "") else secrets.token_urlsafe(16)
    rating = _checked(point, grade, reasons, comment, form_key, today.day)
    digests = {"device": device_digest(today, device, point)}
    if network:
        digests["network"] = digest_of(today.key, "network", network, point.pk, _window())
    try:
        with transaction.atomic():
            counts = count_up(today.day, digests)
            rating.is_flagged = _judged(counts)
            rating.save(force_insert=True)
    except (IntegrityError, AlreadyRated, TooMany):
        # Asked only when it went wrong, so that the usual rating pays for no question.
        earlier = already_given(point, form_key)
        if earlier is None:
            raise
        _keep(today, digests["device"])
        return Given(earlier, device, repeated=True)
    return Given(rating.grade, device)


def _judged(counts):
    """Whether this rating is part of a burst. Raises AlreadyRated, TooMany; nothing is then counted."""
    if counts["device"] > 1:
        raise AlreadyRated
    earlier = counts.get("network", 1) - 1
    if earlier >= settings.RATING_SLOW_FROM:
        raise TooMany
    return earlier >= settings.RATING_FLAG_FROM


def _keep(today, digest):
    """The phone that never saw our first answer gets a number too."""
    row = DayDigest(day=today.day, digest=digest, kind="device")
    DayDigest.objects.bulk_create([row], ignore_conflicts=True)


def already_given(point, form_key):
    """The grade that this page was sent with, or None."""
    rows = Rating.objects.filter(point=point, form_key=form_key)
    return rows.values_list("grade", flat=True).first()


def has_rated_today(point, device) -> bool:
    """Whether this device rated here today: said before anybody fills in the page in vain."""
    if not DEVICE.fullmatch(device or ""):
        return False
    today = Today.now()
    digest = device_digest(today, device, point)
    return DayDigest.objects.filter(day=today.day, digest=digest).exists()


def device_digest(today, device, point):
    return digest_of(today.key, "device", device, point.pk)


def reasons_for(grade, active=None):
    """The texts that the page offers with a grade: praise for the upper two, what went wrong for the others."""
    rows = RatingReason.objects.filter(is_active=True) if active is None else active
    good = grade >= Grade.SATISFIED
    return [row.text for row in rows if (row.for_good if good else row.for_poor)]


def clean_comment(comment) -> str:
    """As counted and stored: browsers send two characters for a line break and count one."""
    return UNPRINTABLE.sub("", (comment or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def _checked(point, grade, reasons, comment, form_key, day):
    errors = {}
    try:
        grade = Grade(int(grade))
    except (TypeError, ValueError):
        errors["grade"] = "请先选一项。"
    reasons = list(dict.fromkeys(reasons))
    if reasons and "grade" not in errors and not set(reasons) <= set(reasons_for(grade)):
        errors["reasons"] = "所选原因与评价不符，请重新选择。"
    comment = clean_comment(comment)
    if len(comment) > COMMENT_MAX:
        errors["comment"] = f"最多{COMMENT_MAX}字，现在是{len(comment)}字，请删减后再提交。"
    if errors:
        raise ValidationError(errors)
    return Rating(
        point=point,
        unit_id=point.unit_id,
        grade=grade,
        reasons=reasons,
        comment=comment,
        given_on=day,
        form_key=form_key,
    )


def _window():
    """The running few minutes, as a number: a burst is counted within it."""
    return int(timezone.now().timestamp() // (settings.RATING_WINDOW_MINUTES * 60))
