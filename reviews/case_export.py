"""The ledger of 差评件 as a workbook: what the list shows, without a word of the citizens."""

from django.utils import timezone

from zhaotong_portal.exports.tables import streamed, table

HEADER = ["编号", "单位", "片区", "窗口", "评价", "收到日期", "办理时限", "状态", "逾期天数", "提级次数", "办结日期"]  # fmt: skip


def table_of(rows, chips=()):
    def lines():
        for case in streamed(rows):
            yield (
                case.pk,
                case.unit.name,
                case.unit.district.name,
                case.rating.point.name,
                case.rating.get_grade_display(),
                case.opened_on,
                case.due_on,
                case.get_state_display(),
                case.overdue_days or None,
                case.escalated_times or None,
                case.closed_on,
            )

    title = f"差评件（截至{timezone.localdate():%Y-%m-%d}）"
    return table("cases", title, HEADER, lines, count=rows.count, chips=chips, name="差评件")
