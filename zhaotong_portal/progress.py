"""How far a long piece of work is: told by the loops that do it, heard by whoever started it.

Reading, comparing and writing a list are the same functions in a request, a command and a worker. Their loops say how
many rows they have done; only a worker listens, writes it down for the page, and ends the work when somebody asks.
"""

from contextlib import contextmanager
from contextvars import ContextVar

EVERY = 250
_listener = ContextVar("listener", default=None)


class Stopped(Exception):
    """Somebody asked to end the work; what was written is to be rolled back."""


@contextmanager
def heard_by(listener):
    """Within, `listener.stage(name)` and `listener.step(done, total)` are called; either may raise to end the work."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


def stage(name):
    """A new part of the work begins: "reading", "checking", "writing", "undoing"."""
    if listener := _listener.get():
        listener.stage(name)


def step(done, total):
    if listener := _listener.get():
        listener.step(done, total)


def over(rows):
    """The rows themselves; a listener hears of every few hundred of them."""
    listener = _listener.get()
    return rows if listener is None else _heard(rows, len(rows), listener)


def _heard(rows, total, listener):
    for done, row in enumerate(rows):
        if not done % EVERY:
            listener.step(done, total)
        yield row


def in_portions(rows, size):
    """The rows by so many at a time; a listener hears of each portion."""
    for start in range(0, len(rows), size):
        step(start, len(rows))
        yield rows[start : start + size]


def settle():
    """The work is as good as done: raises Stopped where somebody asked to end it before, nobody can from here on."""
    if listener := _listener.get():
        listener.settle()
