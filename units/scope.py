"""Who sees what: the one place that decides (rules.md §3).

A `Scope` is what a person may see and do in one role. Querysets ask `within`, workflows ask `decides_for`.
"""

from dataclasses import dataclass

READS_ALL = {"staff", "leader", "administrator", "auditor"}
WORKS_IN_UNIT = {"officer", "secretary"}


@dataclass(frozen=True)
class Scope:
    """`role` None (nobody, or no appointment today) sees nothing."""

    role: str | None
    unit_ids: frozenset = frozenset()
    district_ids: frozenset = frozenset()
    whole: bool = False
    unit_label: str = ""

    @classmethod
    def of(cls, role, appointments):
        """The union of one role's appointments."""
        unit_ids = frozenset(a.unit_id for a in appointments if a.unit_id)
        district_ids = frozenset(a.district_id for a in appointments if a.district_id)
        whole = any(not a.unit_id and not a.district_id for a in appointments)
        labels = [str(a.unit or a.district or "") for a in appointments]
        return cls(role, unit_ids, district_ids, whole, "、".join(filter(None, labels)))

    @property
    def reads_all(self) -> bool:
        """Every unit's items, months, sheets, and the dashboards."""
        return self.role in READS_ALL

    @property
    def works_in_unit(self) -> bool:
        return self.role in WORKS_IN_UNIT

    @property
    def is_committee_side(self) -> bool:
        return self.role in {"staff", "leader"}

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

    def deciding(self, queryset, unit="unit"):
        """Rows that this scope decides about: the queue."""
        if self.role == "leader":
            return queryset.filter(**{f"{unit}__is_committee": True})
        if self.role != "staff":
            return queryset.none()
        rows = queryset.filter(**{f"{unit}__is_committee": False})
        return rows if self.whole else rows.filter(**{f"{unit}__district__in": self.district_ids})


NOBODY = Scope(None)
