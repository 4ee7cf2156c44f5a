from reviews.models.finding import (
    Finding,
    FindingSource,
    FindingState,
    FindingStep,
)
from reviews.models.rating import DayDigest, DayKey, Grade, Rating, RatingPoint, RatingReason
from reviews.models.rollup import UnitMonthReviews

__all__ = [
    "DayDigest",
    "DayKey",
    "Finding",
    "FindingSource",
    "FindingState",
    "FindingStep",
    "Grade",
    "Rating",
    "RatingPoint",
    "RatingReason",
    "UnitMonthReviews",
]
