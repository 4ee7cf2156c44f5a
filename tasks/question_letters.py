"""Telling both sides of questions: the unit that something was asked, who asked that it was answered.

At most one message a day, report and side: a reviewer who asks five questions sends one mail. The home page counts them all.
"""

from django.urls import reverse
from django.utils import timezone

from tasks import outbox
from tasks.models import Delivery, Question
from tasks.recipients import recipients_of


def tell_unit(question: Question):
    report = question.report
    people = recipients_of([report.unit_id]).get(report.unit_id, [])
    subject = f"{report.period.label}月度进展有提问待答复"
    body = f"{report.unit.name}：\n{question.asked_by.name}对{report.period.label}月度进展提问，请在填报页面答复。月报不因此退回。"  # fmt: skip
    _tell("asked", question, people, subject, body)


def tell_asker(question: Question):
    report, asker = question.report, question.asked_by
    subject = f"{report.unit.short_name}已答复{report.period.label}月度进展的提问"
    body = (
        f"{asker.name}：\n{report.unit.name}答复了您对{report.period.label}月度进展的提问，请查看。"
    )
    _tell("answered", question, [asker] if asker.is_active else [], subject, body)


def _tell(side, question, people, subject, body):
    """The report's row is locked first, so that two who tell at once do not both write the day's message."""
    report = question.report
    type(report).objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    key = f"question-{report.pk}-{side}-{timezone.localdate()}"
    told = set(Delivery.objects.filter(dedupe_key=key).values_list("recipient_id", flat=True))
    link = f"{reverse('questions')}?unit={report.unit_id}&month={report.period}"
    letter = outbox.Letter(key=key, subject=subject, body=body, link=link)
    outbox.enqueue(letter, [person for person in people if person.pk not in told])
