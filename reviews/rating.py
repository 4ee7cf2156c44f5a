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
from django.db.models import F
from django.utils import timezone

from reviews.day_digests import digest_of, key_of
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
    device = device if DEVICE.fullmatch(device or "") else ""
    rating = _checked(point, grade, reasons, comment, form_key)
    traces = _Traces(point, device or secrets.token_urlsafe(16), network)
    try:
        traces.look()
        rating.is_flagged = traces.is_busy
        with transaction.atomic():
            rating.save(force_insert=True)
            traces.keep()
    except (IntegrityError, AlreadyRated, TooMany):
        # Found out only when it went wrong, so that the usual rating pays for no question.
        earlier = already_given(point, form_key)
        if earlier is not None:
            traces.keep_device()
            return Given(earlier, traces.device, repeated=True)
        if traces.device_is_known():
            raise AlreadyRated from None
        raise
    return Given(rating.grade, traces.device)


def already_given(point, form_key):
    """The grade that this page was sent with, or None."""
    rows = Rating.objects.filter(point=point, form_key=form_key)
    return rows.values_list("grade", flat=True).first()


def has_rated_today(point, device) -> bool:
    """Whether this device rated here today: said before anybody fills in the page in vain."""
    return bool(DEVICE.fullmatch(device or "")) and _Traces(point, device, "").device_is_known()


def reasons_for(grade, active=None):
    """The texts that the page offers with a grade: praise for the upper two, what went wrong for the others."""
    rows = RatingReason.objects.filter(is_active=True) if active is None else active
    good = grade >= Grade.SATISFIED
    return [row.text for row in rows if (row.for_good if good else row.for_poor)]


def clean_comment(comment) -> str:
    """As counted and stored: browsers send two characters for a line break and count one."""
    return UNPRINTABLE.sub("", (comment or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def _checked(point, grade, reasons, comment, form_key):
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
        given_on=timezone.localdate(),
        form_key=form_key,
    )


class _Traces:
    """The digests of one rating's device and network: what of today is known of them, and keeping them."""

    def __init__(self, point, device, network):
        self.day = timezone.localdate()
        self.device = device
        key = key_of(self.day)
        self.device_digest = digest_of(key, "device", device, point.pk)
        self.network_digest = network and digest_of(key, "network", network, point.pk, _window())
        self.network_count = 0

    def look(self):
        digests = [self.device_digest, self.network_digest]
        rows = DayDigest.objects.filter(day=self.day, digest__in=digests)
        known = dict(rows.values_list("digest", "count"))
        self.network_count = known.get(self.network_digest, 0)
        if self.device_digest in known:
            raise AlreadyRated
        if self.network_count >= settings.RATING_SLOW_FROM:
            raise TooMany

    @property
    def is_busy(self):
        return self.network_count >= settings.RATING_FLAG_FROM

    def device_is_known(self):
        return DayDigest.objects.filter(day=self.day, digest=self.device_digest).exists()

    def keep(self):
        DayDigest(day=self.day, digest=self.device_digest, kind="device").save(force_insert=True)
        if not self.network_digest:
            return
        # Last in the transaction: a crowd behind one address shares this row.
        if self.network_count:
            rows = DayDigest.objects.filter(day=self.day, digest=self.network_digest)
            rows.update(count=F("count") + 1)
        else:
            row = DayDigest(day=self.day, digest=self.network_digest, kind="network")
            DayDigest.objects.bulk_create([row], ignore_conflicts=True)

    def keep_device(self):
        """The phone that never saw our first answer gets a number too."""
        row = DayDigest(day=self.day, digest=self.device_digest, kind="device")
        DayDigest.objects.bulk_create([row], ignore_conflicts=True)


def _window():
    """The running few minutes, as a number: a burst is counted within it."""
    return int(timezone.now().timestamp() // (settings.RATING_WINDOW_MINUTES * 60))
