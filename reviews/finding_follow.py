"""What follows a finding's every move: the rollups that count it, and lines of sheets that wait for it."""

from contextlib import contextmanager
from contextvars import ContextVar

from reviews import figures
from tasks.closing import facts_changed

_waiting = ContextVar("units whose findings are followed at the end", default=None)


def follow(finding):
    if (units := _waiting.get()) is not None:
        units.add(finding.unit_id)
        return
    _follow([finding.unit_id])


@contextmanager
def together():
    """Many moves in one transaction are followed once, at its end: a unit's months are counted anew, not once a move."""
    if _waiting.get() is not None:
        yield
        return
    units = set()
    token = _waiting.set(units)
    try:
        yield
    finally:
        _waiting.reset(token)
    _follow(sorted(units))


def _follow(unit_ids):
    if unit_ids:
        figures.findings_changed(unit_ids)
    for unit_id in unit_ids:
        facts_changed(unit_id)
