"""约谈: who may look, and the record of each look (rules.md §3: named persons only)."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from reviews.models.interview import READING_ROLES, Interview
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import differences, entry_of, record, values_of
from zhaotong_portal.workflow import NotAllowed

LOOKED = "interview.looked"
FIELDS = ("unit", "year", "secretary", "grade", "held_on", "held_by", "summary")


def may_look(user) -> bool:
    """Named, today, and working as staff or leader: an administrator who is named looks at nothing."""
    scope = user.scope
    if scope.role not in READING_ROLES:
        return False
    today = timezone.localdate()
    named = user.interview_readings.filter(begins_on__lte=today)
    return named.filter(Q(ends_on=None) | Q(ends_on__gte=today)).exists()


def may_write(user) -> bool:
    return user.scope.role == "staff" and may_look(user)


def look(user, interviews):
    """The rows, after the look at each was written down; nothing is shown whose look is not on record."""
    rows = list(interviews)
    AuditEntry.objects.bulk_create(
        [entry_of(user, LOOKED, "查看约谈记录", row, unit_id=0) for row in rows]
    )
    return rows


@transaction.atomic
def enter(actor, **fields) -> Interview:
    """Raises NotAllowed, ValidationError by field."""
    _refuse_others(actor)
    interview = Interview(entered_by=actor, **fields)
    interview.full_clean()
    interview.save()
    record(actor, "interview.entered", "登记约谈", interview, unit_id=0)
    return interview


@transaction.atomic
def correct(pk, actor, **fields) -> Interview:
    """What was changed stands in the history only as names of fields: the trail is read by more people than the record."""
    _refuse_others(actor)
    interview = Interview.objects.select_for_update().get(pk=pk)
    before = values_of(interview, FIELDS)
    for name, value in fields.items():
        setattr(interview, name, value)
    interview.full_clean()
    interview.save()
    changed = {label: ["", "已更正"] for label in differences(before, interview, FIELDS)}
    if changed:
        record(actor, "interview.corrected", "更正约谈", interview, changes=changed, unit_id=0)
    return interview


def _refuse_others(actor):
    if not may_write(actor):
        raise NotAllowed("约谈由指定的工委科室干部登记。")
