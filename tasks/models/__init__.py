from tasks.models.attachment import LineAttachment
from tasks.models.deadline_change import DeadlineChange, DeadlineChangeState
from tasks.models.delivery import Channel, Delivery, DeliveryState
from tasks.models.indicator import (
    Indicator,
    IndicatorLevel,
    IndicatorSource,
    IndicatorValue,
    QuantityType,
    ValueState,
)
from tasks.models.key_task import Audience, KeyTaskTemplate
from tasks.models.month import Month, MonthException
from tasks.models.progress import ItemProgress, Light
from tasks.models.reminder import CommonText, LineState, ReminderSheet, SheetLine, SheetState
from tasks.models.report import MonthlyReport, Remark, ReportRound, ReportSnapshot, ReportState
from tasks.models.rollup import DistrictMonth, ItemClosing, UnitMonth, UnitMonthIndicator
from tasks.models.work_item import (
    Category,
    DeadlineKind,
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

__all__ = [
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
    "Indicator",
    "IndicatorLevel",
    "IndicatorSource",
    "IndicatorValue",
    "ItemClosing",
    "ItemKind",
    "ItemProgress",
    "ItemState",
    "KeyTask",
    "KeyTaskTemplate",
    "Lead",
    "LedProject",
    "Light",
    "LineAttachment",
    "LineState",
    "Milestone",
    "Month",
    "MonthException",
    "MonthlyReport",
    "QuantityType",
    "Remark",
    "ReminderSheet",
    "ReportRound",
    "ReportSnapshot",
    "ReportState",
    "ServiceItem",
    "ServiceList",
    "SheetLine",
    "SheetState",
    "UnitMonth",
    "UnitMonthIndicator",
    "ValueState",
    "WorkItem",
]
