"""The ledger of findings as rows of a workbook, with the words that the import understands."""

from django.utils import timezone

HEADER = (
    "序号", "责任单位", "片区", "年度", "问题", "具体情况", "来源", "发现日期", "整改措施", "整改情况", "责任人", "整改时限", "最初时限",
    "状态", "逾期天数", "退回次数", "销号日期",
)  # fmt: skip


def rows(findings):
    """One row a finding; one query for any number."""
    for number, row in enumerate(findings, 1):
        yield (
            number,
            row.unit.name,
            row.unit.district.name,
            row.year,
            row.title,
            row.detail,
            row.get_source_display(),
            row.found_on,
            row.measures,
            row.result,
            "、".join(row.people),
            row.due_on,
            row.first_due_on,
            row.get_state_display(),
            row.overdue_days or None,
            row.returned_times or None,
            row.closed_at and timezone.localdate(row.closed_at),
        )
