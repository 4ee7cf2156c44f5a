"""Timed jobs of the app: each only calls the domain, which asks the state what is due, so a missed run is made up."""

from celery import shared_task

from tasks import last_call, opening, outbox, spot_checks
from tasks.month_workbook import uploads
from tasks.workflows import reminder


@shared_task(ignore_result=True)
def open_due_months():
    for period in opening.due_to_open():
        opening.open_month(period)


@shared_task(ignore_result=True)
def lock_due_months():
    for period in opening.due_to_lock():
        opening.lock_month(period)


@shared_task(ignore_result=True)
def send_last_calls():
    last_call.send_last_calls()


@shared_task(ignore_result=True)
def compose_due_sheets():
    """Sheets for units that have none yet; what staff are looking at is not rewritten under their eyes."""
    for period in reminder.due_to_compose():
        reminder.compose_month(period, only_missing=True)
    reminder.deliver_late()


@shared_task(ignore_result=True)
def send_due_deliveries():
    outbox.send_due()


@shared_task(ignore_result=True)
def drop_old_uploads():
    uploads.drop_old()


@shared_task(ignore_result=True)
def draw_due_samples():
    for period in spot_checks.due_to_draw():
        spot_checks.draw(period)
