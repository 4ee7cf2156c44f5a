"""退信: a mail server's report that a mail did not arrive (RFC 3464) goes back to the delivery that it is about.

The mail server pipes what comes to the sender's address into `manage.py take_bounce`.
"""

import email
import re
from email import policy

from django.db import transaction

from tasks import channel_choice
from tasks.models import Delivery, DeliveryState


def take(raw: bytes) -> Delivery | None:
    """The delivery that came back; None where the message reports no failure of a mail of ours."""
    message = email.message_from_bytes(raw, policy=policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    failed = _failure(message)
    mail = Delivery.objects.filter(message_id__in=_message_ids(message)).first() if failed else None
    if mail is None:
        return None
    with transaction.atomic():
        mail = Delivery.objects.select_for_update(of=("self",)).get(pk=mail.pk)
        mail.state, mail.error = DeliveryState.BOUNCED, f"邮件被退回：{failed}"
        mail.claimed_until = mail.next_try_at = None
        mail.save()
        if mail.recipient_id:
            channel_choice.refuse_address(mail.recipient, mail.error)
    return mail


def _failure(message) -> str:
    """Why it came back for good; empty where it only is late."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            if str(block.get("Action", "")).strip().lower() != "failed":
                continue
            said = str(block.get("Diagnostic-Code") or block.get("Status") or "原因不明")
            return " ".join(said.split())[:200]
    return ""


def _message_ids(message) -> set[str]:
    """Those of the mail that came back, whether whole or only its head."""
    found = set()
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            found |= {str(one.get("Message-ID", "")) for one in part.get_payload()}
        elif part.get_content_type() == "text/rfc822-headers":
            found |= set(re.findall(r"(?im)^message-id:\s*(<[^>\s]+>)", part.get_content()))
    return {one.strip() for one in found if one.strip()}
