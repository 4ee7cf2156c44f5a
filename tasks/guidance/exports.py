"""The ledgers of guidance as rows of a workbook."""

from zhaotong_portal.exports.tables import streamed, table
from zhaotong_portal.wording import people_text

CONSULTATIONS = (
    "序号",
    "会商日期",
    "会商单位",
    "形式",
    "议题",
    "地点",
    "参加人员",
    "会商缘由",
    "问题分析",
    "状态",
)
MEETINGS = (
    "序号",
    "召开日期",
    "会议",
    "参会单位",
    "地点",
    "主持人",
    "参加人员",
    "会议纪要",
    "状态",
)
COMMITMENTS = (
    "序号",
    "责任单位",
    "商定事项",
    "责任人",
    "完成时限",
    "最初时限",
    "落实情况",
    "状态",
    "来源",
)
ORDERS = (
    "序号",
    "发文字号",
    "责任单位",
    "督办事项",
    "存在问题",
    "督办要求",
    "办理时限",
    "状态",
    "印发日期",
    "办结日期",
)


def consultations(rows, chips=()):
    return table("consultations", "会商指导台账", CONSULTATIONS, lambda: _consultations(streamed(rows)), count=rows.count, chips=chips)  # fmt: skip


def _consultations(rows):
    for number, row in enumerate(rows, 1):
        yield (
            number, row.held_on, _names(row), row.get_kind_display(), row.topic, row.place, row.attendees, row.reason,
            row.diagnosis, row.get_state_display(),
        )  # fmt: skip


def meetings(rows, chips=()):
    return table("meetings", "调度会台账", MEETINGS, lambda: _meetings(streamed(rows)), count=rows.count, chips=chips)  # fmt: skip


def _meetings(rows):
    for number, row in enumerate(rows, 1):
        yield (
            number, row.held_on, row.title, _names(row), row.place, row.chair, row.attendees, row.minutes,
            row.get_state_display(),
        )  # fmt: skip


def commitments(rows, chips=()):
    return table("commitments", "商定事项台账", COMMITMENTS, lambda: _commitments(streamed(rows)), count=rows.count, chips=chips)  # fmt: skip


def _commitments(rows):
    for number, row in enumerate(rows, 1):
        state = "逾期" if row.overdue_days else row.get_state_display()
        yield (
            number, row.unit.name, row.what, row.who, row.due_on, row.first_due_on, row.outcome, state, str(row.source),
        )  # fmt: skip


def orders(rows, chips=()):
    return table("orders", "督办单台账", ORDERS, lambda: _orders(streamed(rows)), count=rows.count, chips=chips)  # fmt: skip


def _orders(rows):
    for number, row in enumerate(rows, 1):
        yield (
            number, row.document_number, row.unit.name, row.title, row.facts, row.demand, row.due_on,
            row.get_state_display(), row.issued_at, row.closed_at,
        )  # fmt: skip


def _names(row):
    return people_text([unit.short_name for unit in row.units.all()], most=84)
