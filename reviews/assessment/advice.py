"""What the scores advise: a place and a grade. The committee decides (W15); nothing here is written anywhere."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings


@dataclass(frozen=True)
class Advice:
    """Without a score neither place nor grade. `place_of`: how many units have a score."""

    place: int | None
    place_of: int
    grade: str


def advised(scores) -> dict[int, Advice]:
    """{unit pk: Advice} of all `scores` (scoring.scores_of) together. Equal scores share a place."""
    totals = sorted((one.total for one in scores.values() if one.total is not None), reverse=True)
    places = {}
    for place, total in enumerate(totals, start=1):
        places.setdefault(total, place)
    best_from = _least_best(totals)
    return {
        pk: Advice(places.get(one.total), len(totals), _grade(one.total, best_from))
        for pk, one in scores.items()
    }


def _least_best(totals):
    """The lowest score among the first so many; None where those of one place would be more than may be."""
    most = int(len(totals) * Decimal(str(settings.ASSESSMENT_BEST_SHARE)))
    if totals:
        most = max(most, 1)
    best = None
    for place, total in enumerate(totals, start=1):
        ends_here = place == len(totals) or totals[place] != total
        if ends_here and place <= most:
            best = total
    return best


def _grade(total, best_from):
    if total is None:
        return ""
    grades = settings.ASSESSMENT_GRADES
    reached = grades[-1]
    for grade, least in zip(grades, settings.ASSESSMENT_GRADE_SCORES, strict=False):
        if total >= least:
            reached = grade
            break
    if reached == grades[0] and (best_from is None or total < best_from):
        return grades[1]
    return reached
