"""差评件, 督查走访 and 问题线索 in the calendar of deadlines (tasks/deadlines/). Findings: finding_deadlines.py."""

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from reviews.models import Clue, InspectionVisit, RatingCase
from reviews.models.inspection import VisitState
from reviews.models.rating_case import OPEN_CASES
from tasks.deadlines.sources import Ledger

LEDGERS = (
    # By its number, as everywhere: what the citizen wrote is read on its page.
    Ledger(
        kind="rating_case", label="差评办理时限", model=RatingCase, day="due_on", unit="unit", order=34,
        rows=lambda user: RatingCase.objects.visible_to(user).filter(due_on__isnull=False),
        title=Concat(Value("差评件"), Cast("pk", CharField()), output_field=CharField()),
        open=Q(state__in=OPEN_CASES),
    ),
    # A clue has a day only while a step is due; before it is forwarded it belongs to no unit.
    Ledger(
        kind="clue", label="线索办理时限", model=Clue, day="due_on", title="title", unit="unit", order=36,
        rows=lambda user: Clue.objects.visible_to(user).open().filter(due_on__isnull=False),
    ),
    # Unannounced ones are in it for those only who know of them (rules.md §3).
    Ledger(
        kind="inspection", label="督查走访", model=InspectionVisit, day="planned_on", unit="unit", order=55,
        rows=lambda user: InspectionVisit.objects.visible_to(user).filter(planned_on__isnull=False).exclude(state=VisitState.CANCELLED),
        title=F("inspection__title"), open=Q(state__in=[VisitState.PLANNED, VisitState.UNDER_WAY]),
    ),
)  # fmt: skip
