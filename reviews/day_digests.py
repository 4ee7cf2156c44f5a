"""Telling a second rating of the same day without knowing anybody (rules.md §5).

A digest is keyed by a random key of the day and by the portal's secret. The key is destroyed when the day is over and
never backed up: afterwards nobody, the portal included, can say which device or network a digest stood for.
"""

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from reviews.models import DayDigest, DayKey

IPV4_PREFIX, IPV6_PREFIX = 24, 64
TABLE = DayDigest._meta.db_table


def network_prefix(address) -> str:
    """The /24 or /64 that an address lies in; empty when it is none."""
    try:
        ip = ipaddress.ip_address((address or "").split("%")[0])
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    prefix = IPV4_PREFIX if ip.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network(f"{ip}/{prefix}", strict=False))


@dataclass(frozen=True)
class Today:
    """A day and its key, looked up once for a rating: midnight may pass meanwhile."""

    day: date
    key: bytes

    @classmethod
    def now(cls):
        day = timezone.localdate()
        return cls(day, key_of(day))


def key_of(day) -> bytes:
    """The key of a day. The first rating of a day makes it, and sees that yesterday's is gone."""
    try:
        return bytes(DayKey.objects.values_list("key", flat=True).get(day=day))
    except DayKey.DoesNotExist:
        destroy_before(day)
        fresh = {"key": secrets.token_bytes(32)}
        return bytes(DayKey.objects.get_or_create(day=day, defaults=fresh)[0].key)


def digest_of(key, *parts) -> str:
    """A digest that needs both the day's key and the portal's secret: a stolen database alone tells nothing."""
    message = "\x1f".join(map(str, parts)).encode()
    return hmac.new(settings.SECRET_KEY.encode() + key, message, hashlib.sha256).hexdigest()


def count_up(day, digests) -> dict:
    """Add one to each digest of {kind: digest}; returns {kind: count}, this one included.

    One statement that both databases know: the shorter the lock, the more citizens can rate at once.
    """
    row = connection.ops.adapt_datefield_value(day)
    values = ", ".join(["(%s, %s, %s, 1)"] * len(digests))
    params = [part for kind, digest in digests.items() for part in (row, digest, kind)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (day, digest, kind, count) VALUES {values} "
            f"ON CONFLICT (day, digest) DO UPDATE SET count = {TABLE}.count + 1 RETURNING kind, count",
            params,
        )
        return dict(cursor.fetchall())


def destroy_before(day=None) -> int:
    """Destroy the keys and digests of all days before `day` (today). Safe to repeat, makes up for missed runs."""
    day = day or timezone.localdate()
    with transaction.atomic():
        _overwrite_what_is_deleted()
        digests = DayDigest.objects.filter(day__lt=day).delete()[0]
        return digests + DayKey.objects.filter(day__lt=day).delete()[0]


def _overwrite_what_is_deleted():
    """SQLite leaves deleted rows readable in the file unless told. PostgreSQL's autovacuum frees them by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def empty_the_journal():
    """SQLite's write-ahead log still holds older pages until it is emptied; one that is busy is emptied next time."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
