"""核定: ratings that came in a burst or at odd hours are decided on by a person, a point and day at a time (W12)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from reviews import figures
from reviews.models import FlagDecision, FlagVerdict, Rating, RatingPoint, Signal
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged, check_text

DECIDERS = (Role.STAFF, Role.LEADER)


@dataclass
class Group:
    """The undecided flagged ratings of one point and day."""

    point: RatingPoint
    day: date
    grades: Counter = field(default_factory=Counter)
    signals: Counter = field(default_factory=Counter)

    @property
    def count(self):
        return sum(self.grades.values())

    @property
    def reasons(self):
        return [
            f"{label}（{self.signals[value]} 条）"
            for value, label in Signal.choices
            if self.signals[value]
        ]


def waiting(user):
    """Undecided flagged ratings that this person may read about."""
    return Rating.objects.visible_to(user).filter(is_flagged=True, is_excluded=False)


def groups(user, most=200):
    """The newest days first, in one query."""
    rows = waiting(user).select_related("point", "point__unit", "point__unit__district")
    found = {}
    for rating in rows.order_by("-given_on", "point__unit__protocol_order", "point")[: most * 100]:
        key = rating.point_id, rating.given_on
        group = found.setdefault(key, Group(rating.point, rating.given_on))
        group.grades[rating.grade] += 1
        group.signals.update(rating.signals)
    return list(found.values())[:most]


@transaction.atomic
def decide(actor, point_id, day, verdict, reason):
    """`kept` or `excluded` for all flagged ratings of a point and day that wait. Raises WorkflowError."""
    point = RatingPoint.objects.visible_to(actor).select_related("unit").get(pk=point_id)
    if actor.scope.role not in DECIDERS or not actor.scope.decides_for(point.unit):
        raise NotAllowed("这个单位的疑似评议不由您核定。")
    if not (reason or "").strip():
        raise ReasonRequired("请写明核定理由。")
    check_text(reason, "理由")
    verdict = FlagVerdict(verdict)
    rows = Rating.objects.filter(point=point, given_on=day, is_flagged=True, is_excluded=False)
    ids = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise StateChanged("这些评议已由他人核定，请刷新页面。")
    decision = FlagDecision.objects.create(
        unit=point.unit, point=point, day=day, verdict=verdict, reason=reason.strip(), count=len(ids),
        decided_by=actor,
    )  # fmt: skip
    decided = Rating.objects.filter(pk__in=ids)
    decided.update(
        is_flagged=False, is_excluded=verdict == FlagVerdict.EXCLUDED, flag_decision=decision
    )
    figures.recount(decided)
    label = f"核定疑似评议{verdict.label}"
    record(actor, f"flag_decision.{verdict}", label, decision, reason=reason.strip())
    return decision
