"""提问 in the demonstration: of the last month that is over and of the running one, in every state. No lots are drawn."""

from datetime import timedelta

from tasks.contents import Contents
from tasks.models import ItemProgress, MonthlyReport, Question, QuestionReply, QuestionState
from tasks.questions import place_of

ASKED_A_MONTH = 6
TEXTS = (
    ("服务人次是上门办理的，还是包括窗口办理的？请说明。", "只含上门办理，窗口办理的另有台账。"),
    ("预计什么时候能够完成，需要工委协调什么？", "预计下月中旬完成，目前不需要协调。"),
    ("本月开展了几次，参加的是哪几个支部？", "开展 2 次，机关第一、第二支部参加。"),
)
STATES = (QuestionState.OPEN, QuestionState.ANSWERED, QuestionState.RESOLVED)


def create_questions(people, periods, now):
    """About the first line of the first few signed reports of each month, the first unit's among them."""
    for period in periods:
        reports = MonthlyReport.objects.of(period).filter(
            first_signed_at__isnull=False, unit__is_committee=False
        )
        chosen = reports.select_related("unit").order_by("unit__protocol_order")[:ASKED_A_MONTH]
        for number, report in enumerate(chosen):
            _create(report, people, number % len(STATES), now)


def _create(report, people, number, now):
    line = (
        ItemProgress.objects.filter(report=report, edited_at__isnull=False).order_by("pk").first()
    )
    if line is None:
        return
    place, (text, answer) = place_of(Contents.of(report), f"line-{line.pk}"), TEXTS[number]
    state, asked_at = STATES[number], min(report.signed_at + timedelta(hours=1), now)
    settled = {"resolved_by": people.staff, "resolved_at": now} if state == STATES[-1] else {}
    question = Question.objects.create(
        report=report, line=line, about=place.label[:300], said=place.said, state=state,
        text=text, asked_by=people.staff, **settled,
    )  # fmt: skip
    Question.objects.filter(pk=question.pk).update(asked_at=asked_at)
    if state != QuestionState.OPEN:
        reply = QuestionReply.objects.create(
            question=question,
            text=answer,
            from_unit=True,
            written_by=people.officers[report.unit_id],
        )
        at = min(asked_at + timedelta(hours=24), now)
        QuestionReply.objects.filter(pk=reply.pk).update(written_at=at)
