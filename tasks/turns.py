"""Who has a report now and until when (D12): computed from its state, never stored."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from tasks.clock import is_open_to_unit
from tasks.models import Month, MonthException, MonthlyReport, ReportState
from units.models import Appointment, Role, Substitution
from units.models.person import UNIT_ROLES
from zhaotong_portal.workdays import workdays_between


@dataclass(frozen=True)
class Turn:
    """`who` is a sentence's end (王示例填写); `until` the moment that binds the unit now, if any does."""

    who: str
    until: datetime | None = None
    workdays_left: int | None = None
    is_past: bool = False
    exception: MonthException | None = None


def turn_of(report: MonthlyReport, month: Month, now=None) -> Turn:
    """At most two queries: the unit's exception, and the names of who has it; a substitute is named while they stand in."""
    now = now or timezone.now()
    who = _who(report)
    if report.state in (ReportState.SUBMITTED, ReportState.ACCEPTED):
        return Turn(who)
    if not is_open_to_unit(report, month, now):
        return Turn("已锁定")
    exception = MonthException.objects.filter(month=month, unit=report.unit_id).first()
    if exception and exception.kind == MonthException.Kind.EXEMPT:
        return Turn("本月免报", exception=exception)
    until = report.return_due_at
    if until is None or report.state == ReportState.DRAFT:
        until = exception.due_at if exception else month.due_at
    left = workdays_between(timezone.localdate(now), timezone.localdate(until))
    return Turn(who, until, left, now > until, exception)


def _who(report):
    if report.state == ReportState.ACCEPTED:
        return "已办结"
    if report.state == ReportState.SUBMITTED:
        return f"{_reviewer(report)}审核"
    officers, secretaries = _people(report.unit_id)
    if report.state == ReportState.TO_SIGN:
        return f"{secretaries or '书记'}签发"
    doing = "修改" if report.state == ReportState.RETURNED else "填写"
    return f"{officers or secretaries or '党务干部'}{doing}"


def _reviewer(report):
    """Who opened it, else the committee; the substitute of whoever opened it or of the district's own reviewer."""
    unit = report.unit
    role = Role.LEADER if unit.is_committee else Role.STAFF
    absences = Substitution.objects.in_force().filter(role=role)
    if report.opened_by_id:
        absences = absences.filter(absent=report.opened_by_id)
    else:
        holders = Appointment.objects.current().filter(role=role, district=unit.district_id)
        absences = absences.filter(absent__in=holders.values("person"))
    away = absences.select_related("absent", "substitute").first()
    if away:
        return _standing_in(away.substitute.name, away.absent.name)
    return report.opened_by.name if report.opened_by_id else "工委"


def _standing_in(substitute, absent):
    return f"{substitute}（代 {absent}）"


def _people(unit_id):
    """Names of the unit's officers and of its secretaries, each joined; one query."""
    away = Substitution.objects.in_force().filter(absent=OuterRef("person"), role=OuterRef("role"))
    rows = (
        Appointment.objects.current()
        .filter(role__in=UNIT_ROLES, unit=unit_id, person__is_active=True)
        .order_by("pk")
        .values_list("role", "person__name", Subquery(away.values("substitute__name")[:1]))
    )
    names = {Role.OFFICER: {}, Role.SECRETARY: {}}
    for role, name, substitute in rows:
        names[role][_standing_in(substitute, name) if substitute else name] = None
    return "、".join(names[Role.OFFICER]), "、".join(names[Role.SECRETARY])
