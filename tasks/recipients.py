"""To whom a unit's sheets go: its officers and secretaries of today, and who stands in for a secretary."""

from collections import defaultdict
from collections.abc import Collection

from units.models import Appointment, Person, Role, Substitution
from units.models.person import UNIT_ROLES


def recipients_of(unit_ids: Collection[int]) -> dict[int, list[Person]]:
    """{unit_id: people, secretary first}, two queries. A unit that is left out has nobody: staff are alarmed (E11)."""
    rows = (
        Appointment.objects.current()
        .filter(role__in=UNIT_ROLES, unit__in=unit_ids, person__is_active=True)
        .select_related("person")
        .order_by("-role", "pk")
    )
    standing_in = _standing_in()
    found = defaultdict(dict)
    for row in rows:
        found[row.unit_id].setdefault(row.person_id, row.person)
        if row.role == Role.SECRETARY and (substitute := standing_in.get(row.person_id)):
            found[row.unit_id].setdefault(substitute.pk, substitute)
    return {unit_id: list(people.values()) for unit_id, people in found.items()}


def _standing_in():
    """{absent secretary's id: who signs in their stead today}."""
    away = Substitution.objects.in_force().filter(role=Role.SECRETARY).select_related("substitute")
    return {row.absent_id: row.substitute for row in away}
