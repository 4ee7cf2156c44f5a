"""The embedded broker: kombu's filesystem transport, with messages that appear whole or not at all.

kombu opens a message under its final name and then writes it, and reads through the machine's temporary
folder: a worker that looks in between takes an empty message, fails on it and it is gone. Here a message
gets its name when it is complete, and is read in a folder of the broker's own.
"""

import uuid
from pathlib import Path
from queue import Empty
from time import time_ns

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        # Wall clock, not a counter since the machine's start: older messages stay first after a restart.
        name = f"{time_ns():020}_{uuid.uuid4()}.{queue}.msg"
        draft = Path(self.processed_folder, f"{name}.part")
        try:
            draft.write_text(dumps(payload), encoding="utf-8")
            draft.rename(Path(self.data_folder_out, name))
        except OSError as error:
            raise ChannelError(f"cannot hand over {name}") from error

    def _get(self, queue):
        for message in sorted(Path(self.data_folder_in).iterdir()):
            if message.name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = Path(self.processed_folder, message.name)
            try:
                # The rename is the claim: of several workers one gets the file.
                message.rename(taken)
            except FileNotFoundError:
                continue
            payload = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(payload)
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel


def use_for_filesystem_urls():
    """Let `filesystem://` mean this transport."""
    TRANSPORT_ALIASES["filesystem"] = "zhaotong_portal.folder_broker:Transport"
