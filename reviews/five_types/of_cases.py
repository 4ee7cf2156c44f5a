"""差评件: of the cases of a year that are settled or past their limit, those that were closed without being escalated."""

from datetime import date

from django.db.models import Q

from reviews.assessment.figure import FigureRow, ShareOf, card, share_figure
from reviews.models import CaseState, RatingCase
from zhaotong_portal.wording import full_day_text

NOT_JUDGED = (CaseState.NO_BASIS, CaseState.NOT_OURS)
LABEL = "差评件办结率"


def _rows(year, today):
    opened = RatingCase.objects.filter(opened_on__range=(date(year, 1, 1), date(year, 12, 31)))
    judged = Q(state=CaseState.CLOSED) | Q(escalated_times__gt=0) | Q(due_on__lt=today)
    return opened.filter(judged).exclude(state__in=NOT_JUDGED)


def _row(case):
    standing = case.get_state_display()
    if case.escalated_times:
        standing = f"{standing}，提级 {case.escalated_times} 次"
    return FigureRow(
        f"{full_day_text(case.opened_on)}收到", str(case), standing, case.get_absolute_url(),
        case.is_counted,
    )  # fmt: skip


CASES = share_figure(
    "cases_closed",
    LABEL,
    card(
        LABEL,
        "本年度收到的差评件中，没有提级即办结的所占比例。还在办理时限以内的不计；核实为查无依据、不属本单位的不计。",
        "群众评议差评件",
        "一次差评计一件。",
    ),
    ShareOf(
        _rows, lambda year: Q(state=CaseState.CLOSED, escalated_times=0), _row, ("opened_on", "pk")
    ),
)
