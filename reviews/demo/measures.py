"""294 争创攻坚措施 of 2023 (B10): two to five a unit, each with its core indicator."""

from tasks.models import ListKind
from tasks.models.work_item import STRIVING_LIST
from zhaotong_portal.period import Period

YEAR, TOTAL = 2023, 294
# title, core indicator, the side of 五型机关 it serves
WORKS = (
    ("提升政务服务事项网办率", "网上可办率达到全省平均水平以上", "service"),
    ("压减行政审批办理时限", "平均办理时限较上年压减20%", "professional"),
    ("推进重点项目提前开工", "年度投资计划完成率100%", "professional"),
    ("提高行政执法案卷合格率", "案卷评查合格率98%", "lawful"),
    ("降低信访重复件比例", "重复信访件下降10%", "service"),
    ("完善廉政风险防控清单", "风险点防控措施覆盖率100%", "clean"),
)


def create_list_kind():
    """The list was asked for in one year: it states its end and owes no line afterwards."""
    ListKind.objects.get_or_create(
        name=STRIVING_LIST,
        defaults={
            "hint": "聚焦核心业务，写明核心指标。", "minutes": 1, "order": 1,
            "basis": "“对标先进、争创一流”主题实践活动方案", "asked_until": Period(YEAR, 12),
        },
    )  # fmt: skip


def measures_of(units):
    """[(unit, title, core indicator, side)]: 294 for 84 units, fewer for fewer."""
    rows = []
    for number in range(TOTAL * len(units) // 84):
        title, indicator, side = WORKS[(number // len(units) + number) % len(WORKS)]
        rows.append((units[number % len(units)], title, indicator, side))
    return rows
