"""谁需要帮助、谁还没去过 (F9): units that are stuck, and units that nobody visited or consulted for long. Advice, no ranking.

Why a unit is stuck comes from the dashboards' own list (tasks/figures/stuck.py), so that both say the same.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Max, Min, Q
from django.utils import timezone

from tasks.figures.months import shown as latest_month
from tasks.figures.overdue import overdue_now
from tasks.figures.stuck import stuck_units
from tasks.models import Consultation, ConsultationState, UnitMonth, Visit, VisitState
from units.models import Unit

ALL_OF_THEM = 500
CONSULTED = [ConsultationState.HELD, ConsultationState.RECORDED]
VISITED = [VisitState.CARRIED_OUT, VisitState.FED_BACK]
TO_VISIT = [VisitState.PLANNED, VisitState.REGISTERED]


@dataclass(frozen=True)
class Met:
    """When the committee last met a unit, and when it will: by visits or consultations."""

    visited: date | None = None
    consulted: date | None = None
    next_visit: date | None = None
    next_consultation: date | None = None

    @property
    def last(self):
        return max(filter(None, (self.visited, self.consulted)), default=None)

    @property
    def next(self):
        return min(filter(None, (self.next_visit, self.next_consultation)), default=None)


@dataclass(frozen=True)
class Proposal:
    """A unit, why it is proposed, what the office might do, where the rows are, when it was met and will be."""

    unit: Unit
    reasons: str
    step: str
    url: str
    met: Met


@dataclass(frozen=True)
class Proposals:
    stuck: list[Proposal]
    unmet: list[Proposal]


def proposals(user, district=None, now=None) -> Proposals:
    """Both lists, the neediest and the longest unmet first. Seven queries for any number of units."""
    now = now or timezone.now()
    units = {unit.pk: unit for unit in _units(user, district)}
    met = met_units(units, timezone.localdate(now))
    return Proposals(_stuck(units, met, now), _unmet(units, met, timezone.localdate(now)))


def _units(user, district):
    rows = Unit.objects.visible_to(user).active().filter(is_committee=False)
    rows = rows if district is None else rows.filter(district=district)
    return rows.select_related("district").order_by("protocol_order", "pk")


def met_units(unit_ids, today) -> dict[int, Met]:
    """{unit: Met}; two queries."""
    found = {pk: {} for pk in unit_ids}
    visits = Visit.units.through.objects.filter(unit__in=list(unit_ids)).order_by().values("unit_id").annotate(
        visited=Max("visit__ends_on", filter=Q(visit__state__in=VISITED)),
        next_visit=Min("visit__starts_on", filter=Q(visit__state__in=TO_VISIT, visit__starts_on__gte=today)),
    )  # fmt: skip
    consultations = (
        Consultation.units.through.objects.filter(unit__in=list(unit_ids))
        .order_by()
        .values("unit_id")
        .annotate(
            consulted=Max("consultation__held_on", filter=Q(consultation__state__in=CONSULTED)),
            next_consultation=Min(
                "consultation__held_on",
                filter=Q(consultation__state="planned", consultation__held_on__gte=today),
            ),
        )
    )
    for rows in (visits, consultations):
        for row in rows:
            found[row.pop("unit_id")] |= row
    return {pk: Met(**days) for pk, days in found.items()}


def _stuck(units, met, now):
    month = latest_month()
    if month.month is None:
        return []
    rows = UnitMonth.objects.filter(unit__in=units)
    lines = stuck_units(month, overdue_now(list(units)), now, rows, most=ALL_OF_THEM)
    return [
        Proposal(units[line.unit_id], line.reasons, line.step, line.url, met[line.unit_id])
        for line in lines
    ]


def _unmet(units, met, today):
    """Nobody was there for GUIDANCE_NEVER_DAYS, and nothing is planned: those never met first."""
    limit = today - timedelta(days=settings.GUIDANCE_NEVER_DAYS)
    found = [
        Proposal(unit, _since(met[pk], today), "调研", unit.get_absolute_url(), met[pk])
        for pk, unit in units.items()
        if met[pk].next is None and (met[pk].last is None or met[pk].last < limit)
    ]
    return sorted(found, key=lambda one: (one.met.last or date.min, one.unit.protocol_order))


def _since(met, today):
    if met.last is None:
        return "还没有调研或会商记录"
    return f"已有 {(today - met.last).days} 天没有调研或会商"
