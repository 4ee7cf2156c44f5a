"""The outbox: deliveries are rows written with what they tell; workers claim, send and record (design §5).

The row is the truth. Two workers never hold one delivery: a claim is a lock that skips locked rows where the
database has it, and a compare-and-set of the token everywhere. A claim runs out; a mail that was perhaps sent
then goes out once more under the same Message-ID, so that the reader's program shows one.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from tasks.models import Channel, Delivery, DeliveryState, ReminderSheet
from zhaotong_portal import messages
from zhaotong_portal.messages import DeliveryFailure, Message, PermanentFailure

log = logging.getLogger(__name__)

UNFINISHED = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.FAILED)
INTERRUPTED = "发送进程多次中断，未能确认是否送达。"


@dataclass(frozen=True)
class Letter:
    """What is to be told. `key` names it for good: no recipient gets it twice by one channel."""

    key: str
    subject: str
    body: str
    link: str = ""
    sheet: ReminderSheet | None = None


def enqueue(letter: Letter, people, channels=(Channel.PORTAL, Channel.MAIL)) -> list[Delivery]:
    """One row a person and channel, in the caller's transaction. Mail only where it can be sent and received."""
    assert transaction.get_connection().in_atomic_block, (
        "deliveries are written with what they tell"
    )
    return Delivery.objects.bulk_create(
        Delivery(
            sheet=letter.sheet,
            recipient=person,
            channel=channel,
            dedupe_key=letter.key,
            subject=letter.subject,
            body=letter.body,
            link=letter.link,
            message_id=messages.stable_message_id(letter.key, person.pk, channel),
        )
        for person in people
        for channel in channels
        if channel != Channel.MAIL or (person.email and mail_is_set_up())
    )


def mail_is_set_up() -> bool:
    """Without EMAIL_URL the backend swallows mails: what nobody can get must not count as sent."""
    return settings.EMAIL_BACKEND != "django.core.mail.backends.dummy.EmailBackend"


def due(now: datetime):
    """What may go out now: new, failed and waited long enough, or claimed by a worker that never came back."""
    rows = Delivery.objects.filter(
        Q(state=DeliveryState.PENDING)
        | Q(state=DeliveryState.FAILED, next_try_at__lte=now)
        | Q(state=DeliveryState.CLAIMED, claimed_until__lte=now)
    )
    # Only the portal disturbs nobody.
    return rows if messages.may_send(now) else rows.filter(channel=Channel.PORTAL)


def claim(now: datetime | None = None) -> Delivery | None:
    """Take the delivery that has waited longest; None when nothing is due."""
    now = now or timezone.now()
    while True:
        with transaction.atomic():
            rows = due(now).order_by("created_at", "pk")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True)
            found = rows.first()
            if found is None:
                return None
            if taken := _take(found, now):
                return taken


def _take(found: Delivery, now: datetime) -> Delivery | None:
    """Compare-and-set: None when somebody else changed the row since it was read, or its attempts are used up."""
    unchanged = Delivery.objects.filter(
        pk=found.pk, state=found.state, claim_token=found.claim_token, attempts=found.attempts
    )
    if found.attempts >= settings.DELIVERY_MAX_ATTEMPTS:
        unchanged.update(state=DeliveryState.GIVEN_UP, error=found.error or INTERRUPTED)
        return None
    token = str(uuid4())
    claimed = unchanged.update(
        state=DeliveryState.CLAIMED,
        claim_token=token,
        claimed_until=now + timedelta(minutes=settings.DELIVERY_CLAIM_MINUTES),
        attempts=F("attempts") + 1,
    )
    return Delivery.objects.select_related("recipient").get(pk=found.pk) if claimed else None


def send(delivery: Delivery) -> bool:
    """One attempt at a claimed delivery; whether it went out. What happened is on the row."""
    message = Message(
        subject=delivery.subject,
        body=delivery.body,
        message_id=delivery.message_id,
        address=delivery.recipient.email,
    )
    try:
        messages.send(delivery.channel, message)
    except DeliveryFailure as failure:
        _record_failure(delivery, str(failure), final=isinstance(failure, PermanentFailure))
        return False
    except Exception:  # a channel that breaks must show on the row, not stop the rest
        log.exception("delivery %s: the channel broke", delivery.pk)
        _record_failure(delivery, "发送程序出错，已记入日志。", final=False)
        return False
    return _record_sent(delivery)


def _record_sent(delivery):
    now = timezone.now()
    with transaction.atomic():
        recorded = _held(delivery).update(
            state=DeliveryState.SENT, sent_at=now, claimed_until=None, next_try_at=None, error=""
        )
        if recorded and delivery.sheet_id:
            ReminderSheet.objects.filter(pk=delivery.sheet_id, delivered_at=None).update(
                delivered_at=now
            )
    if not recorded:
        log.warning("delivery %s: sent, but the claim had run out", delivery.pk)
    return bool(recorded)


def _record_failure(delivery, error, *, final):
    now = timezone.now()
    again = None if final else messages.next_attempt_at(delivery.attempts, now)
    state = DeliveryState.GIVEN_UP if again is None else DeliveryState.FAILED
    _held(delivery).update(state=state, next_try_at=again, claimed_until=None, error=error)
    log.warning("delivery %s: %s, %s", delivery.pk, state, error)


def _held(delivery):
    """The row, while this claim still holds it."""
    return Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.CLAIMED, claim_token=delivery.claim_token
    )


def send_due(seconds: float = 50) -> dict[str, int]:
    """Send what is due, one after another, for about so long; the next run goes on. {"sent": n, "failed": n}"""
    until = timezone.now() + timedelta(seconds=seconds)
    counts = {"sent": 0, "failed": 0}
    while timezone.now() < until and (delivery := claim()):
        counts["sent" if send(delivery) else "failed"] += 1
    return counts


def retry(deliveries) -> int:
    """Let staff try again what failed or was given up: from the beginning, at once; how many."""
    return deliveries.filter(state__in=[DeliveryState.FAILED, DeliveryState.GIVEN_UP]).update(
        state=DeliveryState.PENDING, attempts=0, next_try_at=None, error=""
    )


def call_off(sheet: ReminderSheet, why: str) -> int:
    """What has not gone out yet will not: the sheet was recalled."""
    return sheet.deliveries.filter(state__in=UNFINISHED).update(
        state=DeliveryState.GIVEN_UP, claimed_until=None, next_try_at=None, error=why
    )
