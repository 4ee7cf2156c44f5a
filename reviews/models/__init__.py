from reviews.models.contest import Contest
from reviews.models.exchange import Exchange, ExchangeForm, ExchangeLevel
from reviews.models.finding import (
    Finding,
    FindingOccurrence,
    FindingSource,
    FindingState,
    FindingStep,
)
from reviews.models.honour import HolderKind, Honour, HonourLevel
from reviews.models.interview import Interview, InterviewReader
from reviews.models.ranking import Ranking
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
    "Contest",
    "DayDigest",
    "DayKey",
    "Exchange",
    "ExchangeForm",
    "ExchangeLevel",
    "Finding",
    "FindingOccurrence",
    "FindingSource",
    "FindingState",
    "FindingStep",
    "Grade",
    "HolderKind",
    "Honour",
    "HonourLevel",
    "Interview",
    "InterviewReader",
    "Ranking",
    "Rating",
    "RatingPoint",
    "RatingReason",
    "UnitMonthReviews",
]
