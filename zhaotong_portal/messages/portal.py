"""The portal itself as a channel."""

from zhaotong_portal.messages.channel import Message


class PortalChannel:
    """Nothing to send: the reader finds the text on the home page as soon as the delivery is recorded."""

    name = "portal"
    label = "平台内"

    def send(self, message: Message) -> None:
        return
