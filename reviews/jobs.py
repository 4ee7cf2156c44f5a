"""Timed jobs of this app: each only calls the domain and may run twice."""

from celery import shared_task

from reviews import clue_returns, day_digests, figures, rechecks, recording, retention
from reviews.workflows import finding, rating_case


@shared_task(ignore_result=True, expires=60)
def refresh_ratings():
    figures.refresh_ratings()


@shared_task(ignore_result=True)
def destroy_day_keys():
    day_digests.destroy_before()
    day_digests.empty_the_journal()


@shared_task(ignore_result=True)
def resume_deferred_findings():
    finding.resume_expired()


@shared_task(ignore_result=True)
def close_settled_cases():
    rating_case.close_settled()


@shared_task(ignore_result=True)
def apply_retention():
    retention.apply()


@shared_task(ignore_result=True)
def draw_rechecks():
    rechecks.draw()


@shared_task(ignore_result=True)
def hand_to_successors():
    recording.hand_all_to_successors()


@shared_task(ignore_result=True, expires=60)
def return_clues():
    clue_returns.send_due()
