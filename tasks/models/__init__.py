from tasks.models.activity import (
    Activity,
    ActivityFeed,
    ActivityKind,
    FeedMeasure,
    LearningForm,
)
from tasks.models.attachment import LineAttachment
from tasks.models.benchmark import Benchmark
from tasks.models.check_waiver import CheckWaiver
from tasks.models.commitment import Commitment, CommitmentState
from tasks.models.committee_event import CommitteeEvent, EventKind
from tasks.models.consultation import Consultation, ConsultationKind, ConsultationState
from tasks.models.deadline_change import DeadlineChange, DeadlineChangeState
from tasks.models.delivery import Channel, Delivery, DeliveryState
from tasks.models.dispatch_meeting import AgendaLine, DispatchMeeting, MeetingState
from tasks.models.duty import Duty, DutyLayer, DutySort, DutyState, DutyTemplate
from tasks.models.escalation import Escalation, EscalationMatter, EscalationState, Step
from tasks.models.five_type import FiveType
from tasks.models.fixed_task import FixedTask
from tasks.models.good_practice import GoodPractice, PracticeAdoption
from tasks.models.guidance_rating import (
    GuidanceGrade,
    GuidanceKind,
    GuidanceTally,
    RatingInvitation,
)
from tasks.models.history import HistoryTotal
from tasks.models.indicator import (
    Indicator,
    IndicatorLevel,
    IndicatorSource,
    IndicatorValue,
    IndicatorVersion,
    QuantityType,
    ValueState,
)
from tasks.models.key_task import Audience, KeyTaskTemplate
from tasks.models.line_reply import LineReply, ReplyKind, ReplyState
from tasks.models.list_kind import ListKind
from tasks.models.mechanism import Mechanism, MechanismKind
from tasks.models.media_entry import MediaEntry
from tasks.models.message_choice import MailChoice, MessageChoice
from tasks.models.month import Month, MonthException
from tasks.models.month_upload import MonthUpload
from tasks.models.numeric_result import NumericResult
from tasks.models.progress import ItemProgress, Light
from tasks.models.push_plan import PushPlan, PushPlanState
from tasks.models.question import Question, QuestionReply, QuestionState
from tasks.models.reminder import CommonText, LineState, ReminderSheet, SheetLine, SheetState
from tasks.models.report import MonthlyReport, Remark, ReportRound, ReportSnapshot, ReportState
from tasks.models.report_reading import ReportReading
from tasks.models.robot import Robot
from tasks.models.rollup import (
    DistrictMonth,
    IndicatorMonth,
    ItemClosing,
    UnitMonth,
    UnitMonthIndicator,
)
from tasks.models.service_team import ServiceTeam
from tasks.models.sheet_check import SheetCheck
from tasks.models.sheet_text import SheetText
from tasks.models.spot_check import SpotCheck, SpotCheckDraw, Verdict
from tasks.models.standard_phrase import PhrasePurpose, StandardPhrase
from tasks.models.supervision_order import OrderAnswer, OrderState, SupervisionOrder
from tasks.models.theme import Theme
from tasks.models.training import Training, TrainingKind
from tasks.models.visit import Visit, VisitKind, VisitState
from tasks.models.work_item import (
    Category,
    DeadlineKind,
    ExtraListItem,
    ItemKind,
    ItemState,
    KeyTask,
    Lead,
    LedProject,
    Milestone,
    ServiceItem,
    ServiceList,
    StrivingMeasure,
    WorkItem,
)
from tasks.models.year_phase import Phase, PhaseTask, YearPhase
from tasks.models.year_rollover import RolloverState, YearRollover

__all__ = [
    "CheckWaiver",
    "Commitment",
    "CommitmentState",
    "Consultation",
    "ConsultationKind",
    "ConsultationState",
    "AgendaLine",
    "DispatchMeeting",
    "MeetingState",
    "GuidanceGrade",
    "GuidanceKind",
    "GuidanceTally",
    "RatingInvitation",
    "OrderAnswer",
    "OrderState",
    "SupervisionOrder",
    "Visit",
    "VisitKind",
    "VisitState",
    "SheetText",
    "FixedTask",
    "SheetCheck",
    "MailChoice",
    "MessageChoice",
    "Robot",
    "LineReply",
    "ReplyKind",
    "ReplyState",
    "Escalation",
    "EscalationMatter",
    "EscalationState",
    "Step",
    "Activity",
    "ActivityFeed",
    "ActivityKind",
    "Audience",
    "Benchmark",
    "Category",
    "Channel",
    "CommitteeEvent",
    "CommonText",
    "DeadlineChange",
    "DeadlineChangeState",
    "DeadlineKind",
    "Delivery",
    "DeliveryState",
    "DistrictMonth",
    "Duty",
    "DutyLayer",
    "DutySort",
    "DutyState",
    "DutyTemplate",
    "EventKind",
    "ExtraListItem",
    "FeedMeasure",
    "FiveType",
    "GoodPractice",
    "HistoryTotal",
    "Indicator",
    "IndicatorLevel",
    "IndicatorMonth",
    "IndicatorSource",
    "IndicatorValue",
    "IndicatorVersion",
    "ItemClosing",
    "ItemKind",
    "ItemProgress",
    "ItemState",
    "KeyTask",
    "KeyTaskTemplate",
    "Lead",
    "LearningForm",
    "LedProject",
    "Light",
    "LineAttachment",
    "LineState",
    "ListKind",
    "Mechanism",
    "MechanismKind",
    "MediaEntry",
    "Milestone",
    "Month",
    "MonthException",
    "MonthUpload",
    "MonthlyReport",
    "NumericResult",
    "Phase",
    "PhaseTask",
    "PhrasePurpose",
    "PracticeAdoption",
    "PushPlan",
    "PushPlanState",
    "QuantityType",
    "Question",
    "QuestionReply",
    "QuestionState",
    "Remark",
    "ReminderSheet",
    "ReportReading",
    "ReportRound",
    "ReportSnapshot",
    "ReportState",
    "RolloverState",
    "ServiceItem",
    "ServiceList",
    "ServiceTeam",
    "SheetLine",
    "SheetState",
    "SpotCheck",
    "SpotCheckDraw",
    "StandardPhrase",
    "StrivingMeasure",
    "Theme",
    "Training",
    "TrainingKind",
    "UnitMonth",
    "UnitMonthIndicator",
    "ValueState",
    "Verdict",
    "WorkItem",
    "YearPhase",
    "YearRollover",
]
