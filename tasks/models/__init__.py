from tasks.models.activity import (
    Activity,
    ActivityFeed,
    ActivityKind,
    FeedMeasure,
    LearningForm,
)
from tasks.models.attachment import LineAttachment
from tasks.models.deadline_change import DeadlineChange, DeadlineChangeState
from tasks.models.delivery import Channel, Delivery, DeliveryState
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
from tasks.models.list_kind import ListKind
from tasks.models.month import Month, MonthException
from tasks.models.month_upload import MonthUpload
from tasks.models.progress import ItemProgress, Light
from tasks.models.push_plan import PushPlan, PushPlanState
from tasks.models.question import Question, QuestionReply, QuestionState
from tasks.models.reminder import CommonText, LineState, ReminderSheet, SheetLine, SheetState
from tasks.models.report import MonthlyReport, Remark, ReportRound, ReportSnapshot, ReportState
from tasks.models.report_reading import ReportReading
from tasks.models.rollup import DistrictMonth, ItemClosing, UnitMonth, UnitMonthIndicator
from tasks.models.spot_check import SpotCheck, SpotCheckDraw, Verdict
from tasks.models.standard_phrase import PhrasePurpose, StandardPhrase
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
    WorkItem,
)
from tasks.models.year_phase import Phase, PhaseTask, YearPhase
from tasks.models.year_rollover import RolloverState, YearRollover

__all__ = [
    "Activity",
    "ActivityFeed",
    "ActivityKind",
    "Audience",
    "Category",
    "Channel",
    "CommonText",
    "DeadlineChange",
    "DeadlineChangeState",
    "DeadlineKind",
    "Delivery",
    "DeliveryState",
    "DistrictMonth",
    "FeedMeasure",
    "HistoryTotal",
    "Indicator",
    "IndicatorLevel",
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
    "ListKind",
    "ExtraListItem",
    "Light",
    "LineAttachment",
    "LineState",
    "Milestone",
    "Month",
    "MonthException",
    "MonthUpload",
    "MonthlyReport",
    "Phase",
    "PhaseTask",
    "PhrasePurpose",
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
    "SheetLine",
    "SheetState",
    "StandardPhrase",
    "SpotCheck",
    "SpotCheckDraw",
    "UnitMonth",
    "UnitMonthIndicator",
    "ValueState",
    "Verdict",
    "WorkItem",
    "YearPhase",
    "YearRollover",
]
