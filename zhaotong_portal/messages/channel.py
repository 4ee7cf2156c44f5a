"""What a channel is: it takes a message and either has handed it on or says why not."""

import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings


@dataclass(frozen=True)
class Message:
    """One text for one recipient. `message_id` stays the same for every attempt at the same delivery."""

    subject: str
    body: str
    message_id: str
    address: str = ""
    secret: str = ""  # what a robot wants a message signed with


class Channel(Protocol):
    """`name` is what a delivery stores; `label` is what people read."""

    name: str
    label: str

    def send(self, message: Message) -> None:
        """Hand the message on, or raise a DeliveryFailure."""


class DeliveryFailure(Exception):
    """An attempt did not succeed. Its text is Chinese and may be shown to staff."""


class TemporaryFailure(DeliveryFailure):
    """It may succeed later: the server is down, busy, or refuses us for now."""


class UnsureFailure(TemporaryFailure):
    """It broke off when the other side may have taken it already: tried once more, not for ever."""


class PermanentFailure(DeliveryFailure):
    """It will not succeed however often it is tried."""


class AddressRefused(PermanentFailure):
    """The other side does not know the address: nothing more is mailed there until it is another one."""


class NoAddress(PermanentFailure):
    """There is nowhere to send it to; staff are told, because a person must fill in an address."""


def stable_message_id(*parts) -> str:
    """A Message-ID made of what identifies a delivery, e.g. ("delivery", 17).

    When a worker dies between sending and recording, the second mail carries the same identifier and
    the reader's mail program shows one.
    """
    local = re.sub(r"[^A-Za-z0-9]+", "-", "-".join(str(part) for part in parts))
    host = urlsplit(settings.PORTAL_BASE_URL).hostname or "portal.invalid"
    return f"<{local}@{host if '.' in host else host + '.invalid'}>"
