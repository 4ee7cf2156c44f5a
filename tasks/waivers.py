"""豁免 (D14): who decides about a unit waives a check for one contradiction, with a reason and an end, or takes it back."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tasks.models import CheckWaiver
from zhaotong_portal.audit.trail import record
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged, check_text


def may_waive(actor, unit) -> bool:
    return actor.scope.decides_for(unit)


@transaction.atomic
def grant(found, actor, *, until: date, reason: str) -> CheckWaiver:
    """Waive what was found (registry.Found). Raises NotAllowed, ReasonRequired, StateChanged, ValidationError (the day)."""
    if not may_waive(actor, found.unit):
        raise NotAllowed("这个单位的核对不由您豁免。")
    if not reason.strip():
        raise ReasonRequired("请写明豁免的理由。")
    check_text(reason, "理由")
    today = timezone.localdate()
    last = today + timedelta(days=settings.CHECK_WAIVER_MOST_DAYS)
    if until < today:
        raise ValidationError({"until": "截止日期已过，请填写今天或以后的日期。"})
    if until > last:
        raise ValidationError(
            {"until": f"最长到{full_day_text(last)}，到期仍有需要的可以再次豁免。"}
        )
    live = CheckWaiver.objects.select_for_update().filter(
        check_key=found.check, subject_key=found.row.subject, ended_at=None
    )
    for old in live:
        if old.until >= today:
            raise StateChanged(f"已由 {old.granted_by.name} 豁免到{full_day_text(old.until)}。")
        old.ended_at = timezone.now()  # it ran out: a new one takes its place
        old.save(update_fields=["ended_at"])
    try:
        with transaction.atomic():
            waiver = CheckWaiver.objects.create(
                unit=found.unit, check_key=found.check, subject_key=found.row.subject, what=found.text,
                reason=reason.strip(), until=until, granted_by=actor,
            )  # fmt: skip
    except IntegrityError as error:
        raise StateChanged("刚刚已由他人豁免，请刷新页面。") from error
    record(
        actor, "waiver.granted", f"豁免核对到{full_day_text(until)}", waiver, reason=waiver.reason
    )
    return waiver


@transaction.atomic
def end(waiver_pk, actor, reason) -> CheckWaiver:
    """Take it back before its day: the contradiction is asked again."""
    pk = CheckWaiver.objects.visible_to(actor).values_list("pk", flat=True).get(pk=waiver_pk)
    waiver = CheckWaiver.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    if not may_waive(actor, waiver.unit):
        raise NotAllowed("这个单位的核对不由您豁免。")
    if waiver.ended_at or waiver.until < timezone.localdate():
        raise StateChanged("这项豁免已经结束，请刷新页面。")
    if not reason.strip():
        raise ReasonRequired("请写明提前结束的理由。")
    check_text(reason, "理由")
    waiver.ended_at = timezone.now()
    waiver.save(update_fields=["ended_at"])
    record(actor, "waiver.ended", "提前结束豁免", waiver, reason=reason.strip())
    return waiver
