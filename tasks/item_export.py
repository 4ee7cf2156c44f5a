"""The list of items as rows of a workbook, with the words that the import understands."""

from tasks.models import DeadlineKind, ItemState, Light
from zhaotong_portal.wording import deadline_text

HEADER = (
    "序号", "责任单位", "片区", "年度", "类型", "事项", "措施", "载体", "路径", "目标", "责任人", "协同单位", "完成时限",
    "最初时限", "进度（%）", "进度灯", "状态", "逾期天数", "状态说明", "清单标签",
)  # fmt: skip


def rows(items, as_of):
    """One row an item as it stood on the day `as_of`; two queries for any number."""
    for number, item in enumerate(items.prefetch_related("co_units"), 1):
        dated = item.deadline_kind == DeadlineKind.DATE
        yield (
            number,
            item.unit.name,
            item.unit.district.name,
            item.year,
            item.kind_label,
            item.title,
            item.measures,
            item.carrier,
            item.path,
            item.target,
            "、".join(item.people),
            "、".join(unit.short_name for unit in item.co_units.all()),
            item.deadline if dated else deadline_text(None, item.deadline_kind),
            item.first_deadline,
            item.month_percent,
            Light(item.month_light).label,
            ItemState(item.month_state).label,
            (as_of - item.deadline).days if item.month_overdue else None,
            item.state_reason,
            item.label,
        )
