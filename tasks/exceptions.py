"""月份例外: who gives one unit an exemption or a later day for one month, and who ends it before its time.

Extensions end on a working day at the month's hour, between its own due moment and its lock (`MonthException.clean`).
What was given and ended stands in the month's history.
"""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tasks.models import Month, MonthException, MonthlyReport
from units.models import Role, Unit
from zhaotong_portal.audit.trail import record
from zhaotong_portal.wording import moment_text, weekday_text
from zhaotong_portal.workdays import add_workdays, is_workday, moment, workdays_between
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged, check_text

Kind = MonthException.Kind


def may_grant(actor, unit) -> bool:
    """Who decides about the unit's month, and administrators, who keep the months."""
    return actor.scope.role == Role.ADMINISTRATOR or actor.scope.decides_for(unit)


def may_grant_any(actor) -> bool:
    return actor.scope.role in (Role.STAFF, Role.LEADER, Role.ADMINISTRATOR)


@transaction.atomic
def grant(month: Month, unit: Unit, kind, actor, *, until: date | None, reason: str):
    """Give the exception. Raises NotAllowed, StateChanged, ReasonRequired, ValidationError (the day)."""
    if not may_grant(actor, unit):
        raise NotAllowed("这个单位的免报和延期不由您办理。")
    if not reason.strip():
        raise ReasonRequired("请写明理由。")
    month = Month.objects.select_for_update().get(pk=month.pk)
    report = MonthlyReport.objects.filter(unit=unit, period=month.period).first()
    if report is None:
        raise StateChanged(f"{unit.short_name}没有{month}的月度进展，不需要免报或延期。")
    if report.first_signed_at is not None:
        raise StateChanged(f"{unit.short_name}已报送{month}的月度进展，不需要免报或延期。")
    given = MonthException(
        month=month, unit=unit, kind=kind, reason=reason.strip(), granted_by=actor
    )
    if kind == Kind.EXTENDED:
        given.due_at = _until(until)
    if MonthException.objects.filter(month=month, unit=unit).exists():
        raise StateChanged(f"{unit.short_name}本月已有免报或延期，需要改动的请先结束原来的。")
    given.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            given.save()
    except IntegrityError as error:  # the database's promise: one exception a unit and month
        raise StateChanged(f"{unit.short_name}本月已有免报或延期，请刷新页面。") from error
    record(actor, "exception.granted", f"批准{given.get_kind_display()}", month, unit_id=unit.pk,
           changes={unit.short_name: ["", said(given)]}, reason=given.reason)  # fmt: skip
    return given


def _until(day):
    if day is None:
        raise ValidationError({"until": "延期须填写新的截止日期。"})
    if not is_workday(day):
        following = weekday_text(add_workdays(day, 1))
        raise ValidationError(
            {"until": f"{weekday_text(day)}是休息日，下一个工作日是{following}。"}
        )
    at = moment(day, settings.MONTH_DUE_TIME)
    if at <= timezone.now():
        raise ValidationError({"until": "新的截止日期已过，请填写今后的日期。"})
    return at


@transaction.atomic
def end(exception_id, actor, reason):
    """Take it back before its time: the month's own clock holds again. The history keeps what was given."""
    given = MonthException.objects.select_related("unit", "month").get(pk=exception_id)
    month = Month.objects.select_for_update().get(pk=given.month_id)
    given = MonthException.objects.select_for_update(of=("self",)).filter(pk=exception_id).select_related("unit", "month").first()  # fmt: skip
    if given is None:
        raise StateChanged("这项免报或延期已经结束，请刷新页面。")
    if not may_grant(actor, given.unit):
        raise NotAllowed("这个单位的免报和延期不由您办理。")
    if month.is_locked:
        raise StateChanged(f"{month}已锁定，免报和延期不再变动。")
    if not reason.strip():
        raise ReasonRequired("请写明提前结束的理由。")
    check_text(reason, "理由")
    unit = given.unit
    record(actor, "exception.ended", f"提前结束{given.get_kind_display()}", month, unit_id=unit.pk,
           changes={unit.short_name: [said(given), "已结束"]}, reason=reason.strip())  # fmt: skip
    given.delete()
    return unit


def said(given) -> str:
    """免报, or 延期至12月8日（周二）18:00."""
    if given.kind == Kind.EXEMPT:
        return given.get_kind_display()
    return f"延期至{moment_text(given.due_at)}"


def extra_workdays(given) -> int | None:
    """How many working days the unit got besides the month's own."""
    if given.kind == Kind.EXEMPT:
        return None
    return workdays_between(
        timezone.localdate(given.month.due_at), timezone.localdate(given.due_at)
    )
