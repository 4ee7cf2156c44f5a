"""Channels by the name that a delivery stores.

`MESSAGE_CHANNELS` (setting: a list of dotted paths) adds an office's own channel, such as a message robot,
without a change of code.
"""

from django.conf import settings
from django.utils.module_loading import import_string

from zhaotong_portal.messages.channel import Channel, Message, PermanentFailure

DEFAULT_CHANNELS = (
    "zhaotong_portal.messages.portal.PortalChannel",
    "zhaotong_portal.messages.mail.MailChannel",
    "zhaotong_portal.messages.robots.WeComChannel",
    "zhaotong_portal.messages.robots.DingTalkChannel",
    "zhaotong_portal.messages.robots.FeishuChannel",
    "zhaotong_portal.messages.robots.WebhookChannel",
)


def _channels() -> dict[str, Channel]:
    paths = getattr(settings, "MESSAGE_CHANNELS", DEFAULT_CHANNELS)
    channels = [import_string(path)() for path in paths]
    return {channel.name: channel for channel in channels}


def channel_names() -> list[str]:
    return list(_channels())


def channel_named(name: str) -> Channel:
    """The channel of that name; a delivery whose channel was taken away can never go out."""
    try:
        return _channels()[name]
    except KeyError:
        raise PermanentFailure(f"没有名为“{name}”的发送渠道。") from None


def send(name: str, message: Message) -> None:
    """One attempt through the channel of that name."""
    channel_named(name).send(message)
