"""再次提示: a sheet that nobody of the unit has opened after two working days is told once more, and no more (E8)."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tasks import outbox, prompts, texts
from tasks.models import Delivery, ReminderSheet, SheetState
from tasks.recipients import recipients_of
from zhaotong_portal.period import Period
from zhaotong_portal.workdays import add_workdays

PREFIX = "sheet-again-"


@transaction.atomic
def send(now=None) -> list[ReminderSheet]:
    """Prompt again for what is unread for long enough; safe to repeat, and made up when a day was missed."""
    now = now or timezone.now()
    sheets = due(now)
    units = [sheet.unit_id for sheet in sheets]
    people, allowed = recipients_of(units), prompts.may_prompt(units, now)
    told = [sheet for sheet in sheets if sheet.unit_id in people and sheet.unit_id in allowed]
    if told:
        wording = texts.wording(["second_prompt"])
        for sheet in told:
            outbox.enqueue(_letter(sheet, wording), people[sheet.unit_id])
    return told


def due(now) -> list[ReminderSheet]:
    """Issued, unread, and not prompted again yet; locked, so that two runs do not both write. Three queries."""
    today = timezone.localdate(now)
    unread = (
        ReminderSheet.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(
            state=SheetState.ISSUED,
            read_at=None,
            signed_for_at=None,
            period__gte=Period.of(today).previous(),
        )
        .order_by("pk")
    )
    found = [
        sheet
        for sheet in unread
        if add_workdays(
            timezone.localdate(sheet.issued_at), settings.REMINDER_SECOND_PROMPT_WORKDAYS
        )
        <= today
    ]
    keys = {f"{PREFIX}{sheet.pk}": sheet for sheet in found}
    known = set(
        Delivery.objects.filter(dedupe_key__in=list(keys)).values_list("dedupe_key", flat=True)
    )
    return [sheet for key, sheet in keys.items() if key not in known]


def _letter(sheet, wording):
    link = sheet.get_absolute_url()
    return outbox.Letter(
        key=f"{PREFIX}{sheet.pk}",
        subject=f"请阅：{sheet.period.label}工作提示单（{sheet.document_number}）",
        body=wording.say(
            "second_prompt",
            单位=sheet.unit.name,
            文号=sheet.document_number,
            月份=sheet.period.label,
            天数=settings.REMINDER_SECOND_PROMPT_WORKDAYS,
            链接=f"{settings.PORTAL_BASE_URL.rstrip('/')}{link}",
        ),
        link=link,
        unit_id=sheet.unit_id,
        is_prompt=True,
    )
