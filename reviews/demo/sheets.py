"""The newest reminder sheets, this month's or still last month's: composed and issued by the real functions, signed for by most units."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from reviews.demo.fates import office_hours
from reviews.demo.prompting import answer_and_escalate, create_fixed_tasks
from reviews.demo.travel import as_of
from tasks.clock import clock_of
from tasks.models import Delivery, ReminderSheet
from tasks.workflows import reminder
from zhaotong_portal.workdays import add_workdays, moment

COMMON = "持续落实“第一议题”制度，年底前完成党支部书记述职评议准备。"


def issue_newest_sheets(rng, people, period, now):
    """Before the day on which sheets are composed (rules.md §1) the newest are those of the month before."""
    create_fixed_tasks()
    if now < _issued_at(period):
        period = period.previous()
    issued_at = _issued_at(period)
    with as_of(issued_at):
        reminder.write_common(period, people.staff, COMMON)
        reminder.compose_month(period, people.staff)
        reminder.issue_month(period, people.staff)
        # A demonstration sends nobody a mail: its addresses are invented.
        Delivery.objects.filter(sheet__period=period).update(state="sent", sent_at=F("created_at"))
        ReminderSheet.objects.of(period).update(delivered_at=F("issued_at"))
    for sheet in ReminderSheet.objects.of(period).order_by("unit__protocol_order"):
        day = add_workdays(timezone.localdate(issued_at), rng.choice((1, 1, 2)))
        later = min(office_hours(rng, day), now)
        if rng.random() < 0.8:
            with as_of(later):
                reminder.sign_for(sheet.pk, people.secretaries[sheet.unit_id])
    answer_and_escalate(people, period, issued_at, now)


def _issued_at(period):
    return moment(clock_of(period).compose_on) + timedelta(hours=10)
