"""Who sees what: the one place that decides (rules.md §3).

A `Scope` is what a person may see and do in one role. Querysets ask `within`, workflows ask `decides_for`.
Whoever stands in for somebody absent (`Substitution`) has their appointments beside the own ones; `parts` keeps
apart whose they are, so that pages and the audit trail can say for whom something was done.
"""

from dataclasses import dataclass

READS_ALL = {"staff", "leader", "administrator", "auditor"}
COMMITTEE_SIDE = {"staff", "leader"}
WORKS_IN_UNIT = {"officer", "secretary"}


@dataclass(frozen=True)
class Part:
    """What one person's own appointments of a role reach. `absent_name` is empty for one's own part."""

    person_id: int | None
    absent_name: str
    unit_ids: frozenset
    district_ids: frozenset
    whole: bool

    @classmethod
    def of(cls, appointments, owner_id):
        """The parts of one role's appointments, the owner's own first."""
        found = {owner_id: []}
        for row in appointments:
            found.setdefault(row.person_id, []).append(row)
        return tuple(
            cls(
                person_id,
                "" if person_id == owner_id else rows[0].person.name,
                frozenset(a.unit_id for a in rows if a.unit_id),
                frozenset(a.district_id for a in rows if a.district_id),
                any(not a.unit_id and not a.district_id for a in rows),
            )
            for person_id, rows in found.items()
        )

    @property
    def is_empty(self) -> bool:
        return not (self.unit_ids or self.district_ids or self.whole)

    def reaches(self, role, unit) -> bool:
        """Whether the unit is this part's business: one signs for it, decides about it, or is its linked leader."""
        if unit is None:
            return False
        if role in WORKS_IN_UNIT:
            return unit.pk in self.unit_ids
        if role == "leader" and unit.is_committee:
            return not self.is_empty
        return self.whole or unit.district_id in self.district_ids


@dataclass(frozen=True)
class Scope:
    """`role` None (nobody, or no appointment today) sees nothing."""

    role: str | None
    unit_ids: frozenset = frozenset()
    district_ids: frozenset = frozenset()
    whole: bool = False
    unit_label: str = ""
    parts: tuple = ()

    @classmethod
    def of(cls, role, appointments, owner_id=None):
        """The union of one role's appointments, those of the absent included."""
        unit_ids = frozenset(a.unit_id for a in appointments if a.unit_id)
        district_ids = frozenset(a.district_id for a in appointments if a.district_id)
        whole = any(not a.unit_id and not a.district_id for a in appointments)
        labels = filter(None, (_label(a, owner_id) for a in appointments))
        parts = Part.of(appointments, owner_id)
        return cls(role, unit_ids, district_ids, whole, "、".join(dict.fromkeys(labels)), parts)

    @property
    def stands_in(self) -> bool:
        """Whether anything in this scope is somebody else's."""
        return len(self.parts) > 1

    def absent_for(self, unit) -> Part | None:
        """In whose stead this scope acts about a unit (None: about no unit); None where it acts in its own right."""
        if not self.stands_in:
            return None
        own, *absent = self.parts
        if own.reaches(self.role, unit):
            return None
        nearest = absent[0] if own.is_empty else None
        return next((part for part in absent if part.reaches(self.role, unit)), nearest)

    def people_deciding(self, actor_id, unit) -> set:
        """Whose own work may not be decided on here: the actor's, and that of whom they stand in for."""
        absent = self.absent_for(unit)
        return {actor_id, absent.person_id} if absent else {actor_id}

    @property
    def reads_all(self) -> bool:
        """Every unit's items, months, sheets, and the dashboards."""
        return self.role in READS_ALL

    @property
    def works_in_unit(self) -> bool:
        return self.role in WORKS_IN_UNIT

    @property
    def is_committee_side(self) -> bool:
        return self.role in COMMITTEE_SIDE

    @property
    def reads_audit(self) -> bool:
        return self.role in {"administrator", "auditor"}

    @property
    def reads_imports(self) -> bool:
        return self.role in {"administrator", "auditor"}

    @property
    def uses_admin(self) -> bool:
        return self.role in {"administrator", "auditor"}

    def within(self, queryset, unit="unit"):
        """Rows whose unit (found by the lookup `unit`) lies in this scope."""
        if self.reads_all:
            return queryset
        if self.role == "inspector":
            return queryset.filter(self._inspected(unit))
        if not self.unit_ids:
            return queryset.none()
        return queryset.filter(**{f"{unit}__in": self.unit_ids})

    def within_any(self, queryset, units="units"):
        """Rows with several units (found by the lookup `units`), at least one of which lies in this scope."""
        if self.reads_all:
            return queryset
        theirs = self.within(queryset.model._default_manager.all(), units)
        return queryset.filter(pk__in=theirs.order_by().values("pk"))

    def _inspected(self, unit):
        """An inspector reads the units, or the districts' units, that the appointment names."""
        from django.db.models import Q

        from units.models import Unit

        units = Unit.objects.filter(Q(pk__in=self.unit_ids) | Q(district__in=self.district_ids))
        return Q(**{f"{unit}__in": units.values("pk")})

    def sees_unit(self, unit) -> bool:
        if self.role == "inspector":
            return unit.pk in self.unit_ids or unit.district_id in self.district_ids
        return self.reads_all or unit.pk in self.unit_ids

    def decides_for(self, unit) -> bool:
        """Accept, return, reopen, decide deadlines: staff for their districts, a leader for the committee itself."""
        if unit.is_committee:
            return self.role == "leader"
        return self.role == "staff" and (self.whole or unit.district_id in self.district_ids)

    def guides(self, units) -> bool:
        """Meets, consults, visits (rules.md §3): staff, where all the units are theirs; the committee's own too."""
        if self.role != "staff":
            return False
        return self.whole or all(unit.district_id in self.district_ids for unit in units)

    def deciding(self, queryset, unit="unit"):
        """Rows that this scope decides about: the queue."""
        if self.role == "leader":
            return queryset.filter(**{f"{unit}__is_committee": True})
        if self.role != "staff":
            return queryset.none()
        rows = queryset.filter(**{f"{unit}__is_committee": False})
        return rows if self.whole else rows.filter(**{f"{unit}__district__in": self.district_ids})


def _label(appointment, owner_id):
    place = str(appointment.unit or appointment.district or "")
    if owner_id is None or appointment.person_id == owner_id:
        return place
    return f"{place}（代{appointment.person.name}）"


NOBODY = Scope(None)
