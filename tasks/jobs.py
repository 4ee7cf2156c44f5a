"""Timed jobs of the app: each only calls the domain, which asks the state what is due, so a missed run is made up."""

from celery import shared_task

from tasks import (
    digests,
    job_results,
    last_call,
    opening,
    outbox,
    second_prompts,
    spot_checks,
)
from tasks.guidance import rating
from tasks.month_workbook import uploads
from tasks.workflows import escalation, reminder


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
    return job_results.counted(last_call.send_last_calls(), "提醒 {} 个单位")


@shared_task(ignore_result=True)
def compose_due_sheets():
    """Sheets for units that have none yet; what staff are looking at is not rewritten under their eyes."""
    composed = [
        (period, reminder.compose_month(period, only_missing=True))
        for period in reminder.due_to_compose()
    ]
    return job_results.composed(composed, reminder.deliver_late())


@shared_task(ignore_result=True)
def send_due_deliveries():
    failures = []
    return job_results.sent(outbox.send_due(failures=failures), failures)


@shared_task(ignore_result=True)
def send_second_prompts():
    return job_results.of_sheets(second_prompts.send(), "再次提示")


@shared_task(ignore_result=True)
def gather_digests():
    return job_results.counted(digests.gather(), "汇总邮件 {} 封")


@shared_task(ignore_result=True)
def propose_escalations():
    return job_results.proposed(escalation.propose())


@shared_task(ignore_result=True)
def drop_old_uploads():
    uploads.drop_old()


@shared_task(ignore_result=True)
def draw_due_samples():
    for period in spot_checks.due_to_draw():
        spot_checks.draw(period)


@shared_task(ignore_result=True)
def drop_run_out_invitations():
    """反向评价: what nobody used in time goes, and with it who did and who did not."""
    rating.drop_run_out()
