"""排名进位 and 经验交流 (B12, B13) beside the computed outcomes: what the committee has on record of a unit's year.

They are counted and linked, and give no place: a unit whose work stands in no provincial list is not behind for that.
"""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from reviews.models import Exchange, Ranking
from units.registers.entry import EntryState


@dataclass(frozen=True)
class OnRecord:
    moves: int = 0
    exchanges: int = 0


NOTHING = OnRecord()


def on_record(year, units) -> dict[int, OnRecord]:
    """{unit pk: OnRecord} of those that have any; two queries."""
    moves = _by_unit(Ranking.objects.advanced(), year, units)
    exchanges = _by_unit(Exchange.objects.all(), year, units)
    return {
        unit: OnRecord(moves[unit], exchanges[unit]) for unit in moves.keys() | exchanges.keys()
    }


def _by_unit(rows, year, units):
    kept = rows.confirmed().of_year(year).filter(unit__in=units).order_by()
    return Counter(kept.values_list("unit", flat=True))


def rankings_of(user, unit, years):
    """A unit's places of some years as they stand in provincial lists, newest first."""
    rows = Ranking.objects.visible_to(user).confirmed().filter(unit=unit, year__in=years)
    return rows.order_by("-year", "pk")


def addresses(unit, year) -> dict[str, str]:
    """Where exactly these rows are, as the registers list them."""
    query = urlencode({"unit": unit, "year": year, "state": EntryState.CONFIRMED.value})
    return {
        "moves": f"{reverse('register', args=['rankings'])}?advanced=1&{query}",
        "exchanges": f"{reverse('register', args=['exchanges'])}?{query}",
    }
