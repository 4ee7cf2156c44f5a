"""The running month's reminder sheets: composed and issued by the real functions, signed for by most units."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from tasks.clock import clock_of
from tasks.models import CommonText, Delivery, ReminderSheet
from tasks.workflows import reminder
from zhaotong_portal.workdays import moment

COMMON = "请于截止时间前完成本月月度填报并由党组织书记签发；持续落实“第一议题”制度。"


def issue_running_sheets(rng, people, period, now):
    """Nothing before the day on which sheets are composed (rules.md §1)."""
    issued_on = clock_of(period).compose_on
    if timezone.localdate(now) < issued_on:
        return
    CommonText.objects.create(period=period, text=COMMON, written_by=people.staff)
    reminder.compose_month(period, people.staff)
    reminder.issue_month(period, people.staff)
    back = timezone.now() - (moment(issued_on) + timedelta(hours=10))
    for sheet in ReminderSheet.objects.of(period):
        if rng.random() < 0.8:
            reminder.sign_for(sheet.pk, people.secretaries[sheet.unit_id])
    moments = ("composed_at", "issued_at", "delivered_at", "read_at", "signed_for_at")
    ReminderSheet.objects.of(period).update(**{name: F(name) - back for name in moments})
    # A demonstration sends nobody a mail: its addresses are invented.
    Delivery.objects.filter(sheet__period=period).update(
        state="sent", sent_at=F("created_at") - back
    )
