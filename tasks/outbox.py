"""The outbox: deliveries are rows written with what they tell; workers claim, send and record (design §5).

The row is the truth. Two workers never hold one delivery: a claim is a lock that skips locked rows where the
database has it, and a compare-and-set of the token everywhere. A claim runs out; a mail that was perhaps sent
then goes out once more under the same Message-ID, so that the reader's program shows one. Once more, not twice:
`unsure` counts how often it may have gone out.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from tasks import channel_choice
from tasks.models import Channel, Delivery, DeliveryState, ReminderSheet
from zhaotong_portal import messages
from zhaotong_portal.messages import (
    AddressRefused,
    DeliveryFailure,
    Message,
    PermanentFailure,
    UnsureFailure,
)

log = logging.getLogger(__name__)

UNFINISHED = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.FAILED)
INTERRUPTED = "发送进程多次中断，未能确认是否送达。"
PERHAPS_SENT = "可能已经送出，已重发一次，不再自动重发。"
# How often a message may go out without anybody knowing whether it did: the first time, and once again.
MOST_UNSURE = 2


@dataclass(frozen=True)
class Letter:
    """What is to be told. `key` names it for good: no recipient gets it twice by one channel.

    With a `unit_id` the unit's robots are told too, by subject and link; a prompt counts for the unit's week.
    """

    key: str
    subject: str
    body: str
    link: str = ""
    sheet: ReminderSheet | None = None
    unit_id: int | None = None
    is_prompt: bool = False


def enqueue(letter: Letter, people, channels=(Channel.PORTAL, Channel.MAIL)) -> list[Delivery]:
    """One row a person and channel, in the caller's transaction. Mail only where it can be sent and is wanted."""
    assert transaction.get_connection().in_atomic_block, (
        "deliveries are written with what they tell"
    )
    mail = Channel.MAIL in channels and mail_is_set_up()
    choices = channel_choice.of(people) if mail else {}
    rows = []
    for person in people:
        if Channel.PORTAL in channels:
            rows.append(_row(letter, Channel.PORTAL, person))
        if mail and (way := channel_choice.mail_for(person, choices)):
            rows.append(_row(letter, Channel.MAIL, person, for_digest=way.is_digest))
    if letter.unit_id and Channel.PORTAL in channels:
        rows += [_robot_row(letter, robot) for robot in channel_choice.robots_of(letter.unit_id)]
    return Delivery.objects.bulk_create(rows)


def _row(letter, channel, person, **fields):
    message_id = messages.stable_message_id(letter.key, person.pk, channel)
    return _base(letter, channel=channel, recipient=person, message_id=message_id, body=letter.body, **fields)  # fmt: skip


def _robot_row(letter, robot):
    """A group reads that something waits and where: the text itself stays in the office."""
    body = f"请登录平台查看：{settings.PORTAL_BASE_URL.rstrip('/')}{letter.link}"
    message_id = messages.stable_message_id(letter.key, "robot", robot.pk)
    return _base(letter, channel=Channel.ROBOT, robot=robot, message_id=message_id, body=body)


def _base(letter, **fields):
    return Delivery(
        sheet=letter.sheet,
        unit_id=letter.unit_id,
        is_prompt=letter.is_prompt,
        dedupe_key=letter.key,
        subject=letter.subject,
        link=letter.link,
        **fields,
    )


def mail_is_set_up() -> bool:
    """Without EMAIL_URL the backend swallows mails: what nobody can get must not count as sent."""
    return settings.EMAIL_BACKEND != "django.core.mail.backends.dummy.EmailBackend"


def due(now: datetime):
    """What may go out now: new, failed and waited long enough, or claimed by a worker that never came back (`ready_at`)."""
    rows = Delivery.objects.filter(ready_at__lte=now)
    # Only the portal disturbs nobody.
    return rows if messages.may_send(now) else rows.filter(channel=Channel.PORTAL)


def claim(now: datetime | None = None) -> Delivery | None:
    """Take the delivery that has waited longest; None when nothing is due."""
    now = now or timezone.now()
    while True:
        with transaction.atomic():
            rows = due(now).order_by("ready_at", "pk")
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
    # Whoever held it is gone, and nobody knows how far they came. The portal may be told twice, nobody sees it twice.
    lost = found.state == DeliveryState.CLAIMED and found.channel != Channel.PORTAL
    unsure = found.unsure + lost
    if found.attempts >= settings.DELIVERY_MAX_ATTEMPTS or unsure >= MOST_UNSURE:
        unchanged.update(
            state=DeliveryState.GIVEN_UP, unsure=unsure, error=found.error or INTERRUPTED
        )
        return None
    token = str(uuid4())
    claimed = unchanged.update(
        state=DeliveryState.CLAIMED,
        claim_token=token,
        claimed_until=now + timedelta(minutes=settings.DELIVERY_CLAIM_MINUTES),
        attempts=F("attempts") + 1,
        unsure=unsure,
    )
    if not claimed:
        return None
    return Delivery.objects.select_related("recipient", "robot").get(pk=found.pk)


def send(delivery: Delivery) -> bool:
    """One attempt at a claimed delivery; whether it went out. What happened is on the row."""
    robot = delivery.robot
    message = Message(
        subject=delivery.subject,
        body=delivery.body,
        message_id=delivery.message_id,
        address=robot.address if robot else delivery.recipient.email,
        secret=robot.secret if robot else "",
    )
    try:
        messages.send(robot.kind if robot else delivery.channel, message)
    except DeliveryFailure as failure:
        _record_failure(delivery, failure)
        return False
    except Exception:  # a channel that breaks must show on the row, not stop the rest
        log.exception("delivery %s: the channel broke", delivery.pk)
        _record_failure(delivery, DeliveryFailure("发送程序出错，已记入日志。"))
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


def _record_failure(delivery, failure):
    now = timezone.now()
    error, unsure = str(failure), delivery.unsure + isinstance(failure, UnsureFailure)
    again = None
    if unsure >= MOST_UNSURE:
        error += PERHAPS_SENT
    elif not isinstance(failure, PermanentFailure):
        again = messages.next_attempt_at(delivery.attempts, now)
    state = DeliveryState.GIVEN_UP if again is None else DeliveryState.FAILED
    with transaction.atomic():
        _held(delivery).update(
            state=state, next_try_at=again, claimed_until=None, error=error, unsure=unsure
        )
        if isinstance(failure, AddressRefused) and delivery.recipient_id:
            channel_choice.refuse_address(delivery.recipient, error)
    log.warning("delivery %s: %s, %s", delivery.pk, state, error)


def _held(delivery):
    """The row, while this claim still holds it."""
    return Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.CLAIMED, claim_token=delivery.claim_token
    )


def send_due(seconds: float = 50, failures: list | None = None) -> dict[str, int]:
    """Send what is due, one after another, for about so long; the next run goes on. {"sent": n, "failed": n}

    What failed is put into `failures`, where somebody wants to show it.
    """
    until = timezone.now() + timedelta(seconds=seconds)
    counts = {"sent": 0, "failed": 0}
    with messages.one_connection():
        while timezone.now() < until and (delivery := claim()):
            went_out = send(delivery)
            counts["sent" if went_out else "failed"] += 1
            if not went_out and failures is not None:
                failures.append(delivery)
    return counts


def retry(deliveries) -> int:
    """Let staff try again what failed or was given up: from the beginning, at once; how many."""
    broken = [DeliveryState.FAILED, DeliveryState.GIVEN_UP, DeliveryState.BOUNCED]
    return deliveries.filter(state__in=broken).update(
        state=DeliveryState.PENDING, attempts=0, unsure=0, next_try_at=None, error=""
    )


def call_off(sheet: ReminderSheet, why: str) -> int:
    """What has not gone out yet will not: the sheet was recalled."""
    return sheet.deliveries.filter(state__in=UNFINISHED).update(
        state=DeliveryState.GIVEN_UP, claimed_until=None, next_try_at=None, error=why
    )
