"""How long what a citizen left is kept, class by class, and the job that lets it go (H19).

Grades, reasons and days stay: they are the figures. Safe to repeat; a missed run is made up.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from reviews.models import CaseContact, CaseRound, Rating, RatingCase, RatingPicture
from reviews.models.rating_case import OPEN_CASES


@dataclass(frozen=True)
class Kept:
    """`let_go(last)` removes what is older than the day `last` and says how much that was."""

    label: str
    setting: str
    let_go: object


def _contacts(last):
    """By the day written on each: a changed setting holds for what comes later."""
    return CaseContact.objects.filter(delete_on__lte=timezone.localdate()).delete()[0]


def _pictures(last):
    old = RatingPicture.objects.filter(rating__given_on__lte=last)
    return old.exclude(rating__case__state__in=OPEN_CASES).delete()[0]


def _comments(last):
    old = Rating.objects.filter(given_on__lte=last).exclude(comment="", praise="")
    said = CaseRound.objects.filter(regraded_on__lte=last).exclude(said="")
    old = old.exclude(case__state__in=OPEN_CASES)
    return old.update(comment="", praise="") + said.update(said="")


def _receipts(last):
    """A case that is over and can no longer be rated again: the code finds nothing any more."""
    over = RatingCase.objects.exclude(receipt_key=None).exclude(state__in=OPEN_CASES)
    over = over.filter(opened_on__lte=last)
    return over.filter(Q(rerate_until=None) | Q(rerate_until__lt=timezone.localdate())).update(
        receipt_key=None
    )


CLASSES = (
    Kept("联系方式", "KEEP_CONTACT_DAYS", _contacts),
    Kept("图片", "KEEP_PICTURE_DAYS", _pictures),
    Kept("意见和表扬的文字", "KEEP_COMMENT_DAYS", _comments),
    Kept("查询码", "KEEP_RECEIPT_DAYS", _receipts),
)


def apply(today=None) -> dict:
    """{label: how many were let go}."""
    today = today or timezone.localdate()
    return {
        kept.label: kept.let_go(today - timedelta(days=getattr(settings, kept.setting)))
        for kept in CLASSES
    }
