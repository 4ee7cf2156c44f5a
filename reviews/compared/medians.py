"""The anonymous middle of units of one kind: what a unit may know of the others (features F17)."""

from dataclasses import dataclass
from statistics import median

from django.conf import settings

from reviews.assessment.figure import to_cents
from reviews.assessment.scoring import assessed_units
from units.models import UnitKind


@dataclass(frozen=True)
class Group:
    """The units (pks) with which one is compared. `kind` is empty where its own kind is too small and all are taken."""

    units: list[int]
    kind: str = ""

    @property
    def label(self) -> str:
        return f"{UnitKind(self.kind).label}类单位" if self.kind else "全部单位"


def group_of(unit, year) -> Group:
    """Units of the kind that are assessed in the year; all of them where they are so few that a middle would name one."""
    kind_of = dict(assessed_units(year).order_by().values_list("pk", "kind"))
    same = [pk for pk, kind in kind_of.items() if kind == unit.kind]
    if len(same) >= settings.MEDIAN_LEAST_UNITS:
        return Group(same, unit.kind)
    return Group(list(kind_of))


def middle_of(values):
    """The median of what is known; None where it would be of too few."""
    known = [value for value in values if value is not None]
    return to_cents(median(known)) if len(known) >= settings.MEDIAN_LEAST_UNITS else None
