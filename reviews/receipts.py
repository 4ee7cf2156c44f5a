"""查询码: shown once, stored as a keyed digest, good for looking up one case (H6).

The code is made from the signed number of the page, of which only a part is stored: a page that is sent twice gives
the same code twice, and neither the database nor its backup can say what it was.
"""

import hashlib
import hmac
import re
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

from reviews.day_digests import Today, count_up, digest_of

# No letters or figures that look alike when written down: 31 signs, twelve of them are 59 bits.
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 12


class TooManyLookups(Exception):
    """More codes asked for from one network than people can type."""


def code_for(page_number) -> str:
    """The code of the rating that a page gives; `page_number` is the page's signed number as it was sent."""
    digest = salted_hmac("reviews.receipt", page_number, algorithm="sha256").digest()
    number = int.from_bytes(digest, "big")
    signs = []
    for _ in range(LENGTH):
        number, sign = divmod(number, len(SIGNS))
        signs.append(SIGNS[sign])
    return grouped("".join(signs))


def new_code() -> str:
    """For a rating that somebody typed in."""
    return grouped("".join(secrets.choice(SIGNS) for _ in range(LENGTH)))


def grouped(code) -> str:
    return "-".join(code[k : k + 4] for k in range(0, len(code), 4))


def key_of(code) -> str:
    """What is stored. Anything typed has a key, so that a wrong code takes the same way as a right one."""
    plain = re.sub(r"[^A-Z0-9]", "", (code or "")[:200].upper())
    secret = hashlib.sha256(b"reviews.receipts" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(secret, plain.encode(), hashlib.sha256).hexdigest()


def count_lookup(network):
    """Counts in the database, so that all web processes count together. Raises TooManyLookups."""
    from reviews.signals import window

    today = Today.now()
    digest = digest_of(today.key, "lookup", network, window())
    if count_up(today.day, {"lookup": digest})["lookup"] > settings.RECEIPT_LOOKUPS:
        raise TooManyLookups
