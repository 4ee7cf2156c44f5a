"""片区 with who looks after them today, in one query."""

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from units.models import Appointment, District, DistrictGuidance, Role


def guided_districts(user):
    """Districts in order, each with `leader_name` (挂联领导) and `office_name` (定点指导科室)."""
    return with_guidance(District.objects.visible_to(user)).order_by("order")


def with_guidance(rows, district="pk"):
    """Annotates `leader_name` and `office_name` of the district found by the lookup."""
    today = timezone.localdate()
    leaders = Appointment.objects.holding(Role.LEADER).filter(district=OuterRef(district))
    offices = DistrictGuidance.objects.current(today).filter(district=OuterRef(district))
    return rows.annotate(
        leader_name=Subquery(leaders.order_by("-starts_on", "pk").values("person__name")[:1]),
        office_name=Subquery(offices.order_by("-starts_on").values("office__name")[:1]),
    )
