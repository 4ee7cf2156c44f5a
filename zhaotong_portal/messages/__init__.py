"""Channels that carry a text to a person. Knows no model.

A delivery is a row of the app that sends (`tasks.Delivery`); here is only how one attempt goes out, what
its failure means, when to try again and at which hours people may be disturbed.
"""

from zhaotong_portal.messages.channel import (
    AddressRefused,
    Channel,
    DeliveryFailure,
    Message,
    NoAddress,
    PermanentFailure,
    TemporaryFailure,
    UnsureFailure,
    stable_message_id,
)
from zhaotong_portal.messages.hours import may_send, next_sending_moment
from zhaotong_portal.messages.mail import one_connection
from zhaotong_portal.messages.registry import channel_named, channel_names, send
from zhaotong_portal.messages.retry import next_attempt_at, retry_delay

__all__ = [
    "AddressRefused",
    "Channel",
    "DeliveryFailure",
    "Message",
    "NoAddress",
    "PermanentFailure",
    "TemporaryFailure",
    "UnsureFailure",
    "channel_named",
    "channel_names",
    "may_send",
    "next_attempt_at",
    "next_sending_moment",
    "one_connection",
    "retry_delay",
    "send",
    "stable_message_id",
]
