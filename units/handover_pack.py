"""交接包: what the next person must know of a unit, in sections that the apps which know it contribute.

A source takes (unit, role, day) and gives its sections; it costs a constant number of queries. Sections hold text alone,
so that what was signed can be read without any other row.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Protocol

from django.utils import timezone

from units.models import Handover, Unit
from zhaotong_portal.digest import digest_of


@dataclass(frozen=True)
class Section:
    """A table under a title; `note` is a sentence above it, `empty` is said where there are no rows."""

    title: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    note: str = ""
    empty: str = "无。"


class Source(Protocol):
    def __call__(self, unit: Unit, role: str, day: date) -> Iterable[Section]: ...


_sources: list[tuple[int, Source]] = []


def register(source: Source, order: int = 100):
    _sources.append((order, source))


def sections_of(unit, role, day=None) -> list[Section]:
    """All that the apps know, in order."""
    day = day or timezone.localdate()
    sources = sorted(_sources, key=lambda row: row[0])
    return [section for _, source in sources for section in source(unit, role, day)]


def assemble(handover: Handover) -> dict:
    """The pack as plain data, as it stands now."""
    return {
        "unit": handover.unit.name,
        "role": handover.get_role_display(),
        "outgoing": handover.outgoing.name,
        "incoming": handover.incoming_name,
        "takes_effect_on": handover.takes_effect_on.isoformat(),
        "reason": handover.reason,
        "notes": handover.notes,
        "assembled_on": timezone.localdate().isoformat(),
        "sections": [asdict(section) for section in sections_of(handover.unit, handover.role)],
    }


def content_of(handover: Handover) -> dict:
    """What was signed; before the first signature what would be."""
    return handover.content or assemble(handover)


def freeze(handover: Handover):
    """Keep the pack as it stands, with its digest, on the row."""
    handover.content = assemble(handover)
    handover.sha256 = digest_of(handover.content)


def thaw(handover: Handover):
    """Back to a pack that is assembled at every look."""
    handover.content, handover.sha256 = {}, ""
