"""准备年度考核: one assessment for each unit that exists when the year ends, the committee's own included.

Safe to repeat: what is there stays, units founded since get theirs.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reviews.assessment.scoring import assessed_units
from reviews.assessment.secretaries import printed, secretaries_of
from reviews.models import Assessment
from units.models import Role
from units.registers.entry import FIRST_YEAR
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of
from zhaotong_portal.workflow import NotAllowed


def may_prepare(user) -> bool:
    """Staff of the whole committee: a year is prepared for all units at once."""
    return user.scope.role == Role.STAFF and user.scope.whole


def offered_years() -> tuple[int, int]:
    """The running year, and the last one, which is often prepared only in January."""
    today = timezone.localdate()
    return today.year, today.year - 1


def lacking(year):
    """Units that are to be assessed and have no assessment of the year yet."""
    there = Assessment.objects.filter(year=year).order_by().values("unit")
    return assessed_units(year).exclude(pk__in=there)


@transaction.atomic
def prepare_year(actor, year) -> int:
    """Make what lacks; returns how many. Raises NotAllowed, ValidationError by field."""
    if not may_prepare(actor):
        raise NotAllowed("年度考核由全委范围的工委科室干部准备。")
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise ValidationError({"year": "请选择今年或以前的年度。"})
    # Whoever presses at the same moment waits here and then finds nothing left to make.
    units = list(assessed_units(year).select_for_update(of=("self",)).order_by("pk"))
    there = set(Assessment.objects.filter(year=year).order_by().values_list("unit", flat=True))
    new = [unit for unit in units if unit.pk not in there]
    tenures = secretaries_of(year, new)
    made = Assessment.objects.bulk_create(
        Assessment(unit=unit, year=year, secretaries=printed(tenures.get(unit.pk, []))) for unit in new
    )  # fmt: skip
    AuditEntry.objects.bulk_create(
        entry_of(actor, "assessment.prepare", "准备年度考核", row) for row in made
    )
    return len(made)
