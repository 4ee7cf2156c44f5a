"""What a rating is counted under besides itself, and which counts make staff look twice (W12).

All counts are keyed digests of the day (day_digests.py): nobody is known by them, and with the day they are gone.
A signal refuses nobody and erases nothing; it keeps a rating out of comparison until somebody has decided.
"""

from django.conf import settings
from django.utils import timezone

from reviews.day_digests import digest_of
from reviews.models import Grade, Signal


def window():
    """The running few minutes, as a number: a burst is counted within it."""
    return int(timezone.now().timestamp() // (settings.RATING_WINDOW_MINUTES * 60))


def digests_of(today, point, network, grade, *, solved=False) -> dict:
    """{kind: digest} of what is counted beside the device.

    Always in this order: two ratings that count the same lock it in the same order. A network's rows come after its
    own first one, which whoever else counts them waits for.
    """
    found = {}
    if network:
        now = window()
        found["network"] = digest_of(today.key, "network", network, point.pk, now)
        found["net_day"] = digest_of(today.key, "net_day", network, point.pk)
        if grade == Grade.VERY_SATISFIED:
            found["five"] = digest_of(today.key, "five", network, point.pk, now)
        if not solved:
            found["plain"] = digest_of(today.key, "plain", network, point.pk, now)
    if is_odd_hour():
        found["odd"] = digest_of(today.key, "odd", point.pk)
    return found


def is_odd_hour() -> bool:
    first, last = settings.RATING_USUAL_HOURS
    return not first <= timezone.localtime().hour < last


def signals_of(counts) -> list:
    """Which signals these counts give, this rating included."""
    network = counts.get("network", 0)
    found = {
        Signal.BURST: network > settings.RATING_FLAG_FROM,
        Signal.SAME_NETWORK: counts.get("net_day", 0) > settings.RATING_FLAG_NETWORK_DAY,
        Signal.ALL_FIVE: network == counts.get("five") and network > settings.RATING_FLAG_ALL_FIVE,
        Signal.ODD_HOURS: counts.get("odd", 0) > settings.RATING_FLAG_ODD,
    }
    return [signal.value for signal, given in found.items() if given]


def is_too_fast(counts) -> bool:
    """More than people can send: asked to press again in a minute, sooner where no sum was done."""
    return (
        counts.get("network", 0) > settings.RATING_SLOW_FROM
        or counts.get("plain", 0) > settings.RATING_PLAIN_FROM
    )
