"""Telling a second rating of the same day without knowing anybody (rules.md §5).

A digest is keyed by a random key of the day and by the portal's secret. The key is destroyed when the day is over and
never backed up: afterwards nobody, the portal included, can say which device or network a digest stood for.
"""

import hashlib
import hmac
import ipaddress
import secrets

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from reviews.models import DayDigest, DayKey

IPV4_PREFIX, IPV6_PREFIX = 24, 64


def network_prefix(address) -> str:
    """The /24 or /64 that an address lies in; empty when it is none."""
    try:
        ip = ipaddress.ip_address((address or "").split("%")[0])
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    prefix = IPV4_PREFIX if ip.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network(f"{ip}/{prefix}", strict=False))


def key_of(day) -> bytes:
    """The key of a day. The first rating of a day makes it, and sees that yesterday's is gone."""
    key = DayKey.objects.filter(day=day).values_list("key", flat=True).first()
    if key is None:
        destroy_before(day)
        fresh = {"key": secrets.token_bytes(32)}
        key = DayKey.objects.get_or_create(day=day, defaults=fresh)[0].key
    return bytes(key)


def digest_of(key, *parts) -> str:
    """A digest that needs both the day's key and the portal's secret: a stolen database alone tells nothing."""
    message = "\x1f".join(map(str, parts)).encode()
    return hmac.new(settings.SECRET_KEY.encode() + key, message, hashlib.sha256).hexdigest()


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
