from reviews.models.contest import Contest
from reviews.models.exchange import Exchange, ExchangeForm, ExchangeLevel
from reviews.models.finding import (
    Finding,
    FindingOccurrence,
    FindingSource,
    FindingState,
    FindingStep,
)
from reviews.models.flag_decision import FlagDecision, FlagVerdict
from reviews.models.headline import (
    BackgroundNote,
    FigureCorrection,
    HeadlinePublication,
    PublishedFigure,
)
from reviews.models.honour import HolderKind, Honour, HonourLevel
from reviews.models.interview import Interview, InterviewReader
from reviews.models.public_result import PublicResult, ResultState
from reviews.models.ranking import Ranking
from reviews.models.rating import (
    POOR_GRADES,
    TYPED_CHANNELS,
    Channel,
    DayDigest,
    DayKey,
    Grade,
    PointKind,
    Rating,
    RatingPoint,
    RatingReason,
    Signal,
)
from reviews.models.rating_appeal import AppealState, RatingAppeal
from reviews.models.rating_case import (
    CaseContact,
    CaseRound,
    CaseState,
    RatingCase,
    RatingPicture,
)
from reviews.models.rollup import UnitMonthReviews
from reviews.models.survey import SurveyResult
from reviews.models.vote import (
    VOTE_READERS,
    VoteCode,
    VoteCount,
    VoteGroup,
    VoteSession,
    VoteState,
    VoteSubject,
)

__all__ = [
    "VOTE_READERS",
    "VoteCode",
    "VoteCount",
    "VoteGroup",
    "VoteSession",
    "VoteState",
    "VoteSubject",
    "POOR_GRADES",
    "Contest",
    "TYPED_CHANNELS",
    "AppealState",
    "CaseContact",
    "CaseRound",
    "CaseState",
    "Channel",
    "DayDigest",
    "DayKey",
    "Exchange",
    "ExchangeForm",
    "ExchangeLevel",
    "BackgroundNote",
    "FigureCorrection",
    "Finding",
    "FindingOccurrence",
    "FindingSource",
    "FindingState",
    "FindingStep",
    "FlagDecision",
    "FlagVerdict",
    "Grade",
    "HeadlinePublication",
    "HolderKind",
    "Honour",
    "HonourLevel",
    "Interview",
    "InterviewReader",
    "Ranking",
    "PointKind",
    "PublicResult",
    "PublishedFigure",
    "Rating",
    "RatingAppeal",
    "RatingCase",
    "RatingPicture",
    "RatingPoint",
    "RatingReason",
    "ResultState",
    "Signal",
    "SurveyResult",
    "UnitMonthReviews",
]
