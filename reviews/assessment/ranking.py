"""定等次的表: every unit of the year with its score as of now, or as it was published, and what it advises."""

from dataclasses import dataclass

from reviews.assessment.advice import advised
from reviews.assessment.facts import adjustments_of, freeze, lines_of, number
from reviews.assessment.scoring import scores_of
from reviews.models import Assessment, AssessmentState
from reviews.workflows.assessment import TRANSITIONS, score_of, seen_of

DECIDABLE = TRANSITIONS["decide"].sources


@dataclass(frozen=True)
class Line:
    """One unit. `facts` are those of now until the grade is published, then those that were published."""

    assessment: Assessment
    facts: dict
    seen: str
    role: str

    @property
    def unit(self):
        return self.assessment.unit

    @property
    def decision(self):
        return self.assessment.decision

    @property
    def score(self):
        return number(self.facts["total"])

    @property
    def weight_missing(self):
        """How much of the weight has no value yet: before the year is over a high score may rest on little."""
        return self.facts.get("weight_asked", 0) - self.facts.get("weight_known", 0)

    @property
    def place(self):
        return self.facts["place"]

    @property
    def advised(self):
        return self.facts["advised"]

    @property
    def parts(self):
        return lines_of(self.facts, self.role)

    @property
    def adjustments(self):
        return adjustments_of(self.facts)

    @property
    def is_decidable(self):
        return self.assessment.state in DECIDABLE

    @property
    def moved_since(self):
        """The score at the decision, where it is another one now: the leader may want to look again."""
        if self.decision is None or self.assessment.state != AssessmentState.DECIDED:
            return None
        return self.decision.score if self.decision.score != self.score else None


def lines_of_year(user, year) -> list[Line]:
    """The best first, units without a score last."""
    rows = Assessment.objects.visible_to(user).filter(year=year).for_list()
    rows = list(rows.select_related("decision__decided_by", "unit__district").order_by("unit__protocol_order", "pk"))  # fmt: skip
    scores = scores_of(year) if rows else {}
    advice = advised(scores)
    lines = [_line(row, scores, advice, user.scope.role) for row in rows]
    return sorted(lines, key=lambda line: (line.place is None, line.place or 0))


def _line(row, scores, advice, role):
    score, said = score_of(row, scores, advice)
    published = row.state == AssessmentState.PUBLISHED
    facts = row.facts if published and row.facts else freeze(score, said)
    return Line(row, facts, seen_of(row, score, said), role)
