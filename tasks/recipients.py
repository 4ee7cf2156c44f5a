"""To whom a unit's sheets go: its officers and secretaries of today."""

from collections import defaultdict
from collections.abc import Collection

from units.models import Appointment, Person
from units.models.person import UNIT_ROLES


def recipients_of(unit_ids: Collection[int]) -> dict[int, list[Person]]:
    """{unit_id: people, secretary first}, one query. A unit that is left out has nobody: staff are alarmed (E11)."""
    rows = (
        Appointment.objects.current()
        .filter(role__in=UNIT_ROLES, unit__in=unit_ids, person__is_active=True)
        .select_related("person")
        .order_by("-role", "pk")
    )
    found = defaultdict(dict)
    for row in rows:
        found[row.unit_id].setdefault(row.person_id, row.person)
    return {unit_id: list(people.values()) for unit_id, people in found.items()}
