"""What keeps typing 20,000 rows cheaper than reading them."""

import gc
from contextlib import contextmanager


@contextmanager
def without_collector():
    """Pauses the cycle collector: it would walk all rows read so far again and again, and rows hold no cycle."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Memo(dict):
    """Lists repeat themselves: `memo[value]` is `read(value)`, worked out at the first asking.

    A dictionary subclass because a hit then costs no Python call at all.
    """

    def __init__(self, read):
        super().__init__()
        self.read = read

    def __missing__(self, value):
        understood = self[value] = self.read(value)
        return understood
