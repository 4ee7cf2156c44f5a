"""约谈 and 结果运用: who may look, and the record of each look (rules.md §3: named persons only)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from reviews.models.interview import READING_ROLES, Interview, InterviewState
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import differences, entry_of, record, values_of
from zhaotong_portal.workflow import NotAllowed

LOOKED = "interview.looked"
LOOKED_AT = "查看约谈记录"
MADE_NOTICE = "制作约谈通知"
FIELDS = (
    "unit", "year", "secretary", "grade", "notified_on", "notice", "planned_on", "held_on", "held_by", "summary",
    "promise", "check_on", "checked_on", "check_result",
)  # fmt: skip


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


def look(user, found, label=LOOKED_AT):
    """The rows, after the look at each was written down; nothing is shown whose look is not on record."""
    rows = list(found)
    AuditEntry.objects.bulk_create([entry_of(user, LOOKED, label, row) for row in rows])
    return rows


def refuse_others(actor, what="约谈"):
    if not may_write(actor):
        raise NotAllowed(f"{what}由指定的工委科室干部登记。")


@transaction.atomic
def enter(actor, **fields) -> Interview:
    """One that was held without a notice of the portal. Raises NotAllowed, ValidationError by field."""
    refuse_others(actor)
    interview = Interview(entered_by=actor, **fields)
    check_days(interview)
    interview.full_clean()
    interview.save()
    record(actor, "interview.entered", "登记约谈", interview)
    return interview


@transaction.atomic
def correct(pk, actor, **fields) -> Interview:
    refuse_others(actor)
    interview = Interview.objects.select_for_update().get(pk=pk)
    before = values_of(interview, FIELDS)
    for name, value in fields.items():
        setattr(interview, name, value)
    check_days(interview)
    interview.full_clean()
    interview.save()
    if changed := which(differences(before, interview, FIELDS)):
        record(actor, "interview.corrected", "更正约谈", interview, changes=changed)
    return interview


def which(changes) -> dict:
    """What was changed stands in the trail only as names of fields: it is read by more people than the record."""
    return {label: ["", "已更正"] for label in changes}


def check_days(interview):
    """Raises ValidationError: a talk lies behind us, its check follows it, and a promise has a day on which it is checked."""
    faults, today = {}, timezone.localdate()
    for name in ("notified_on", "held_on", "checked_on"):
        day = getattr(interview, name)
        if day and day > today:
            faults[name] = "日期还没有到，请核对。"
    held = interview.held_on
    if interview.promise and not interview.check_on:
        faults["check_on"] = "有承诺事项的，请填写复核日期。"
    if held and interview.check_on and interview.check_on < held:
        faults["check_on"] = "复核日期不能早于约谈日期。"
    if held and interview.checked_on and interview.checked_on < held:
        faults.setdefault("checked_on", "实际复核日期不能早于约谈日期。")
    if interview.state == InterviewState.NOTIFIED and _planned_too_early(interview):
        faults["planned_on"] = "拟约谈日期不能早于通知日期。"
    if faults:
        raise ValidationError(faults)


def _planned_too_early(interview):
    planned, notified = interview.planned_on, interview.notified_on
    return bool(planned and notified and planned < notified)
