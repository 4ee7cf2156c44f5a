from reviews.models.finding import (
    Finding,
    FindingOccurrence,
    FindingSource,
    FindingState,
    FindingStep,
)
from reviews.models.honour import HolderKind, Honour, HonourLevel
from reviews.models.rating import (
    POOR_GRADES,
    DayDigest,
    DayKey,
    Grade,
    Rating,
    RatingPoint,
    RatingReason,
)
from reviews.models.rollup import UnitMonthReviews

__all__ = [
    "POOR_GRADES",
    "DayDigest",
    "DayKey",
    "Finding",
    "FindingOccurrence",
    "FindingSource",
    "FindingState",
    "FindingStep",
    "Grade",
    "HolderKind",
    "Honour",
    "HonourLevel",
    "Rating",
    "RatingPoint",
    "RatingReason",
    "UnitMonthReviews",
]
