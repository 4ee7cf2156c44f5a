"""The number of one rating page: signed, so that it cannot be invented, and stored once, so that it rates once."""

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

NONCE = re.compile(r"[A-Za-z0-9_-]{22}")


class Stale(Exception):
    """The page was open for too long, or the number is not one of this point's pages.

    `form_key` is what the page carried when it was merely too old: it may have been sent before.
    """

    def __init__(self, form_key=""):
        super().__init__("stale")
        self.form_key = form_key


def new_form_key(point) -> str:
    return _signer(point).sign(secrets.token_urlsafe(16))


def read_form_key(point, signed) -> str:
    """The number to store: random, without the moment at which the page was opened."""
    try:
        form_key = _signer(point).unsign(signed or "")
    except BadSignature as error:
        raise Stale from error
    if not NONCE.fullmatch(form_key):
        raise Stale
    try:
        _signer(point).unsign(signed, max_age=timedelta(hours=settings.RATING_PAGE_HOURS))
    except BadSignature as error:
        raise Stale(form_key) from error
    return form_key


def _signer(point):
    return TimestampSigner(salt=f"reviews.rating.{point.pk}")
