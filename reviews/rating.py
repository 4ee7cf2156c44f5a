"""Giving a rating: what a citizen may send, once a page and once a device, point and day (rules.md §5).

Nothing that is written here names the citizen. The network only flags and slows down; it never refuses an honest
crowd behind one address.
"""

import re
import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from reviews import contacts, receipts, signals
from reviews.day_digests import Today, count_up, digest_of
from reviews.models import (
    POOR_GRADES,
    DayDigest,
    Grade,
    Rating,
    RatingCase,
    RatingPicture,
    RatingReason,
)
from reviews.workflows import rating_case

COMMENT_MAX = Rating._meta.get_field("comment").max_length
PRAISE_MAX = Rating._meta.get_field("praise").max_length
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
    """`repeated`: this page had been sent before. `device`: what the phone keeps until midnight.

    `receipt`: the code under which a 差评 can be followed; empty for other grades.
    """

    grade: int
    device: str
    repeated: bool = False
    receipt: str = ""


@dataclass(frozen=True)
class Left:
    """What a citizen may leave with a grade, all of it optional."""

    reasons: tuple = ()
    comment: str = ""
    praise: str = ""
    contact: str = ""
    picture: bytes = b""


def give_rating(
    point, *, grade, reasons=(), comment="", praise="", contact="", picture=b"", form_key, device="",
    network="", solved=False, receipt="",
) -> Given:  # fmt: skip
    """Store one rating and, with a 差评, open its case; or say why not.

    `receipt` is the code to give with a 差评; left out, one is drawn. `picture` is what pictures.redrawn made.
    Raises ValidationError (by field), CodeRevoked, AlreadyRated, TooMany. A page sent twice is one rating, and both
    times answered alike.
    """
    if point.revoked_at is not None:
        raise CodeRevoked
    today = Today.now()
    device = device if DEVICE.fullmatch(device or "") else secrets.token_urlsafe(16)
    left = Left(tuple(reasons), comment, praise, contact, picture)
    rating = checked(point, grade, left, form_key, today.day)
    digests = {"device": device_digest(today, device, point)}
    digests |= signals.digests_of(today, point, network, rating.grade, solved=solved)
    try:
        with transaction.atomic():
            _judge(rating, count_up(today.day, digests))
            given_receipt = store(rating, left, receipt)
    except (IntegrityError, AlreadyRated, TooMany):
        # Asked only when it went wrong, so that the usual rating pays for no question.
        earlier = already_given(point, form_key)
        if earlier is None:
            raise
        _keep(today, digests["device"])
        return Given(earlier, device, repeated=True, receipt=known_receipt(receipt))
    return Given(rating.grade, device, receipt=given_receipt)


def store(rating, left, receipt="") -> str:
    """Write a checked rating with what came along. Returns the receipt code, empty where none is given."""
    rating.save(force_insert=True)
    if left.picture:
        RatingPicture.objects.create(rating=rating, jpeg=left.picture)
    if rating.grade not in POOR_GRADES:
        return ""
    receipt = receipt or receipts.new_code()
    case = rating_case.open_case(rating, receipts.key_of(receipt))
    if contact := clean_line(left.contact):
        contacts.seal(case, contact)
    return receipt


def known_receipt(receipt) -> str:
    """The code again for a page that was sent again, where it opened a case."""
    found = receipt and RatingCase.objects.filter(receipt_key=receipts.key_of(receipt)).exists()
    return receipt if found else ""


def _judge(rating, counts):
    """Mark a rating that is part of a burst. Raises AlreadyRated, TooMany; nothing is then counted."""
    if counts["device"] > 1:
        raise AlreadyRated
    if signals.is_too_fast(counts):
        raise TooMany
    rating.signals = signals.signals_of(counts)
    rating.is_flagged = bool(rating.signals)


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


def clean_line(text) -> str:
    """One line: a name or a number, as it was meant."""
    return " ".join(UNPRINTABLE.sub(" ", text or "").split())


def checked(point, grade, left, form_key, day):
    """The rating, not yet stored. Raises ValidationError with all that is wrong, by field."""
    errors = {}
    try:
        # `int` reads the figures of every script; the page sends five signs and no others.
        grade = Grade(int(grade) if str(grade).isascii() else 0)
    except (TypeError, ValueError):
        errors["grade"] = "请先选一项。"
    reasons = list(dict.fromkeys(left.reasons))
    if reasons and "grade" not in errors and not set(reasons) <= set(reasons_for(grade)):
        errors["reasons"] = "所选原因与评价不符，请重新选择。"
    comment = clean_comment(left.comment)
    if len(comment) > COMMENT_MAX:
        errors["comment"] = f"最多{COMMENT_MAX}字，现在是{len(comment)}字，请删减后再提交。"
    praise, contact = clean_line(left.praise), clean_line(left.contact)
    if len(praise) > PRAISE_MAX:
        errors["praise"] = f"最多{PRAISE_MAX}字，现在是{len(praise)}字，请删减后再提交。"
    if len(contact) > contacts.CONTACT_MAX:
        errors["contact"] = f"最多{contacts.CONTACT_MAX}字，请只留电话和称呼。"
    if errors:
        raise ValidationError(errors)
    return Rating(
        point=point,
        unit_id=point.unit_id,
        grade=grade,
        reasons=reasons,
        comment=comment,
        # Praise belongs to a good grade; typed before the grade was changed, it is dropped like the reasons.
        praise=praise if grade >= Grade.SATISFIED else "",
        given_on=day,
        form_key=form_key,
    )
