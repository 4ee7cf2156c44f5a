"""What a scheme would have made of last year: every unit's score and place before and after, without any of it being kept.

Last year's votes, ratings and figures are those of the portal; what judges gave counts for the part of the same name.
"""

from dataclasses import dataclass
from decimal import Decimal

from reviews.assessment.advice import Advice, advised
from reviews.assessment.scoring import Score, assessed_units, scores_of
from reviews.models import AssessmentScheme, SchemeState
from units.models import Unit
from zhaotong_portal.wording import NOTHING


@dataclass(frozen=True)
class Shift:
    """One unit. Without a scheme to compare with, or without a score, there is no shift."""

    unit: Unit
    before: Score | None
    after: Score
    before_advice: Advice | None
    after_advice: Advice

    @property
    def score_shift(self) -> Decimal | None:
        if self.before is None or self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total

    @property
    def place_shift(self) -> int | None:
        """Places gained; fewer than none are places lost."""
        before = self.before_advice.place if self.before_advice else None
        if before is None or self.after_advice.place is None:
            return None
        return before - self.after_advice.place

    @property
    def place_text(self) -> str:
        """In words: neither a colour nor an arrow alone says it."""
        moved = self.place_shift
        if moved is None:
            return NOTHING
        if moved == 0:
            return "不变"
        return f"上升 {moved} 位" if moved > 0 else f"下降 {-moved} 位"

    @property
    def grade_changes(self) -> bool:
        return bool(self.before_advice) and self.before_advice.grade != self.after_advice.grade


def compared_with(scheme) -> AssessmentScheme | None:
    """The latest version in force: what `scheme` would take the place of, or last year's."""
    rows = AssessmentScheme.objects.filter(state=SchemeState.IN_FORCE, year__lte=scheme.year)
    return rows.exclude(pk=scheme.pk).order_by("-year").first()


def simulate(scheme) -> list[Shift]:
    """Every unit of last year, in the units' order; a constant number of queries."""
    year = scheme.year - 1
    units = list(assessed_units(year).select_related("district"))
    older = compared_with(scheme)
    after = scores_of(year, scheme, units)
    before = scores_of(year, older, units) if older else {}
    before_advice, after_advice = advised(before), advised(after)
    return [
        Shift(
            unit,
            before.get(unit.pk),
            after[unit.pk],
            before_advice.get(unit.pk),
            after_advice[unit.pk],
        )
        for unit in units
    ]


@dataclass(frozen=True)
class Summary:
    risen: int
    fallen: int
    same: int
    regraded: int
    without: int


def summary_of(shifts) -> Summary:
    places = [shift.place_shift for shift in shifts]
    return Summary(
        sum(place is not None and place > 0 for place in places),
        sum(place is not None and place < 0 for place in places),
        sum(place == 0 for place in places),
        sum(shift.grade_changes for shift in shifts),
        sum(shift.after.total is None for shift in shifts),
    )
