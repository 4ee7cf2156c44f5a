from reviews.models.checklist import Checklist, ChecklistQuestion, ChecklistVersion
from reviews.models.clue import (
    OPEN_CLUES,
    Clue,
    ClueChannel,
    ClueComplainant,
    ClueReturn,
    ClueState,
    ClueVerdict,
    ClueVersion,
    ReturnState,
)
from reviews.models.contest import Contest
from reviews.models.exchange import Exchange, ExchangeForm, ExchangeLevel
from reviews.models.finding import (
    Finding,
    FindingOccurrence,
    FindingSource,
    FindingState,
    FindingStep,
)
from reviews.models.finding_category import FindingCategory, category_of
from reviews.models.finding_evidence import FindingEvidence, Moment
from reviews.models.finding_extension import ExtensionState, FindingExtension
from reviews.models.finding_family import FindingFamily, NotAFamily
from reviews.models.finding_figure import FindingFigure
from reviews.models.finding_recheck import FindingRecheck, RecheckVerdict
from reviews.models.flag_decision import FlagDecision, FlagVerdict
from reviews.models.headline import (
    BackgroundNote,
    FigureCorrection,
    HeadlinePublication,
    PublishedFigure,
)
from reviews.models.honour import HolderKind, Honour, HonourLevel
from reviews.models.inspection import (
    Answer,
    Inspection,
    InspectionAnswer,
    InspectionKind,
    InspectionMember,
    InspectionVisit,
    VisitState,
)
from reviews.models.interview import Interview, InterviewReader
from reviews.models.named_reader import Confidence, NamedReader
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
    "OPEN_CLUES",
    "POOR_GRADES",
    "TYPED_CHANNELS",
    "VOTE_READERS",
    "Answer",
    "AppealState",
    "BackgroundNote",
    "CaseContact",
    "CaseRound",
    "CaseState",
    "Channel",
    "Checklist",
    "ChecklistQuestion",
    "ChecklistVersion",
    "Clue",
    "ClueChannel",
    "ClueComplainant",
    "ClueReturn",
    "ClueState",
    "ClueVerdict",
    "ClueVersion",
    "Confidence",
    "Contest",
    "DayDigest",
    "DayKey",
    "Exchange",
    "ExchangeForm",
    "ExchangeLevel",
    "ExtensionState",
    "FigureCorrection",
    "Finding",
    "FindingCategory",
    "FindingEvidence",
    "FindingExtension",
    "FindingFamily",
    "FindingFigure",
    "FindingOccurrence",
    "FindingRecheck",
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
    "Inspection",
    "InspectionAnswer",
    "InspectionKind",
    "InspectionMember",
    "InspectionVisit",
    "Interview",
    "InterviewReader",
    "Moment",
    "NamedReader",
    "NotAFamily",
    "PointKind",
    "PublicResult",
    "PublishedFigure",
    "Ranking",
    "Rating",
    "RatingAppeal",
    "RatingCase",
    "RatingPicture",
    "RatingPoint",
    "RatingReason",
    "RecheckVerdict",
    "ResultState",
    "ReturnState",
    "Signal",
    "SurveyResult",
    "UnitMonthReviews",
    "VisitState",
    "VoteCode",
    "VoteCount",
    "VoteGroup",
    "VoteSession",
    "VoteState",
    "VoteSubject",
    "category_of",
]
