"""结果回传: the outbox of clues. A row is written with the feedback; workers claim, send, record; a system that is down
for days gets its results when it is back (L3)."""

import json
import logging
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from reviews.models import Clue, ClueReturn, ReturnState
from reviews.signing import signing_key
from zhaotong_portal import outgoing

log = logging.getLogger(__name__)
# Minutes to wait after each failure; the last one repeats until CLUE_RETURN_DAYS have passed.
RETRY_MINUTES = (1, 5, 15, 60, 180)
CLAIM = timedelta(minutes=5)


def enqueue_return(clue: Clue):
    """One result a clue, in the caller's transaction; a later one takes its place. Nothing without an address."""
    assert transaction.get_connection().in_atomic_block, "a result is written with its feedback"
    if not clue.channel.callback_url:
        return None
    row, _ = ClueReturn.objects.update_or_create(
        clue=clue,
        defaults={
            "body": json.dumps(body_of(clue), ensure_ascii=False), "state": ReturnState.PENDING, "attempts": 0,
            "next_try_at": timezone.now(), "claim_token": "", "claimed_until": None, "error": "", "sent_at": None,
        },
    )  # fmt: skip
    return row


def body_of(clue) -> dict:
    """What the outside system gets back. No complainant, no person of ours."""
    return {
        "number": clue.outside_number,
        "state": str(clue.state),
        "state_label": clue.get_state_display(),
        "verdict": str(clue.verdict),
        "verdict_label": clue.get_verdict_display() if clue.verdict else "",
        "result": clue.result or clue.returned_text,
        "unit": clue.unit.name if clue.unit else "",
        "at": timezone.localtime(clue.fed_back_at or timezone.now()).isoformat(),
        "id": f"clue-{clue.pk}-{clue.version}-{clue.state}",  # the same result twice is one for the other side
    }


def due(now):
    waiting = Q(state__in=[ReturnState.PENDING, ReturnState.FAILED], next_try_at__lte=now)
    return ClueReturn.objects.filter(waiting | Q(state=ReturnState.CLAIMED, claimed_until__lte=now))


def claim(now=None):
    """Take the result that has waited longest; compare-and-set, so that two workers never hold one."""
    now = now or timezone.now()
    with transaction.atomic():
        rows = due(now).order_by("next_try_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        found = rows.first()
        if found is None:
            return None
        unchanged = ClueReturn.objects.filter(
            pk=found.pk, state=found.state, claim_token=found.claim_token, attempts=found.attempts
        )
        taken = unchanged.update(
            state=ReturnState.CLAIMED, claim_token=str(uuid4()), claimed_until=now + CLAIM, attempts=F("attempts") + 1
        )  # fmt: skip
        return (
            ClueReturn.objects.select_related("clue__channel").get(pk=found.pk) if taken else None
        )


def send(row: ClueReturn) -> bool:
    """One attempt; what happened stands on the row."""
    channel = row.clue.channel
    try:
        status = outgoing.post_signed(channel.callback_url, signing_key(channel), row.body.encode())
    except outgoing.Refused as error:
        return _failed(row, str(error), final=True)
    except outgoing.Unreachable as error:
        return _failed(row, str(error))
    if 200 <= status < 300:
        held = _held(row).update(
            state=ReturnState.SENT, sent_at=timezone.now(), claimed_until=None, next_try_at=None, error=""
        )  # fmt: skip
        return bool(held)
    # What the other side refuses as wrong it will refuse again; all else may pass.
    final = 400 <= status < 500 and status not in (408, 409, 425, 429)
    return _failed(row, f"对方系统返回 {status}。", final=final)


def _failed(row, error, final=False):
    now = timezone.now()
    minutes = RETRY_MINUTES[min(row.attempts, len(RETRY_MINUTES)) - 1]
    again = now + timedelta(minutes=minutes)
    first = row.clue.fed_back_at or now
    over = final or again > first + timedelta(days=settings.CLUE_RETURN_DAYS)
    _held(row).update(
        state=ReturnState.GIVEN_UP if over else ReturnState.FAILED,
        next_try_at=None if over else again, claimed_until=None, error=error[:300],
    )  # fmt: skip
    log.warning("result of clue %s: %s", row.clue_id, "given up" if over else "failed")
    return False


def _held(row):
    return ClueReturn.objects.filter(
        pk=row.pk, state=ReturnState.CLAIMED, claim_token=row.claim_token
    )


def send_due(seconds=50):
    """Send what is due, one after another, for about so long."""
    until = timezone.now() + timedelta(seconds=seconds)
    counts = {"sent": 0, "failed": 0}
    while timezone.now() < until and (row := claim()):
        counts["sent" if send(row) else "failed"] += 1
    return counts


def retry(clue) -> int:
    """Let staff try again what was given up, from the beginning."""
    return ClueReturn.objects.filter(clue=clue, state__in=[ReturnState.FAILED, ReturnState.GIVEN_UP]).update(
        state=ReturnState.PENDING, attempts=0, next_try_at=timezone.now(), error=""
    )  # fmt: skip
