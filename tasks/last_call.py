"""The last call: on the first working day after a month its units that have not signed get a message, not a sheet."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tasks import outbox, prompts, texts
from tasks.clock import clock_of, due_moments
from tasks.models import Delivery, Month, MonthException, MonthlyReport
from tasks.recipients import recipients_of
from zhaotong_portal.wording import moment_text


def send_last_calls(now=None) -> int:
    """Once a unit and month, from the day of the last call until the unit's due moment; how many units were told."""
    now = now or timezone.now()
    told = 0
    for month in Month.objects.unlocked().order_by("period"):
        if clock_of(month.period).last_call_on <= timezone.localdate(now):
            told += _call(month, now)
    return told


@transaction.atomic
def _call(month, now):
    exempt = MonthException.objects.filter(month=month, kind=MonthException.Kind.EXEMPT)
    reports = list(
        MonthlyReport.objects.of(month.period)
        .filter(first_signed_at=None)
        .exclude(unit__in=exempt.values("unit"))
        .select_related("unit")
    )
    units = [report.unit_id for report in reports]
    due, people = due_moments(month, units), recipients_of(units)
    prefix = f"last-call-{month.period}-"
    known = set(
        Delivery.objects.filter(dedupe_key__startswith=prefix).values_list("dedupe_key", flat=True)
    )
    allowed, wording = prompts.may_prompt(units, now), texts.wording(["last_call"])
    told = 0
    for report in reports:
        until = due.get(report.unit_id, month.due_at)
        letter = _letter(f"{prefix}{report.unit_id}", report, until, wording)
        if until <= now or letter.key in known or report.unit_id not in allowed:
            continue
        if report.unit_id in people:
            outbox.enqueue(letter, people[report.unit_id])
            told += 1
    return told


def _letter(key, report, until, wording):
    return outbox.Letter(
        key=key,
        subject=f"{report.period.label}月度进展将于{moment_text(until)}截止",
        body=wording.say(
            "last_call",
            单位=report.unit.name,
            月份=report.period.label,
            状态=report.get_state_display(),
            截止时间=moment_text(until),
        ),
        link=reverse("month", args=[report.period]),
        unit_id=report.unit_id,
        is_prompt=True,
    )
