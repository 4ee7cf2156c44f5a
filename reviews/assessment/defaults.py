"""The scheme to begin with where no older one is there: a proposal that the committee then makes its own."""

from decimal import Decimal

from django.db import transaction

from reviews.assessment.content import AdjustmentContent, PartContent, SchemeContent
from reviews.assessment.writing import new_draft
from reviews.models import AdjustmentSign, PartSource
from units.models import Role
from zhaotong_portal.audit.trail import record

Source = PartSource
PARTS = (
    PartContent(
        "述职现场测评", 20, Source.VOTE,
        standard="述职评议会议上按“好、较好、一般、差”测评，按测评人员分组的权重折算。",
    ),
    PartContent(
        "月度任务落实", 15, Source.FIGURE, "report_timeliness",
        standard="按月报按时率折算。",
    ),
    PartContent(
        "三服务清单", 10, Source.FIGURE, "service_items_done",
        standard="按到期事项完成率折算。",
    ),
    PartContent(
        "领办引办项目", 5, Source.FIGURE, "led_projects_done",
        standard="按到期项目完成率折算。",
    ),
    PartContent(
        "重点任务", 5, Source.FIGURE, "key_tasks_done", standard="按到期任务完成率折算。"
    ),
    PartContent(
        "问题整改", 10, Source.FIGURE, "findings_closed", standard="按问题按期整改率折算。"
    ),
    PartContent(
        "上年反馈问题整改", 5, Source.FIGURE, "last_year_findings_closed",
        standard="按上年述职评议反馈问题的整改率折算。",
    ),
    PartContent(
        "群众评议", 10, Source.RATING,
        standard="按群众满意率折算，条数不足的不计，权重由其他各项分担。",
    ),
    PartContent("抽查核实", 5, Source.SPOT_CHECK, standard="按抽查属实率折算。"),
    PartContent(
        "工委评价", 15, Source.JUDGED, judges=(Role.STAFF.value, Role.LEADER.value),
        standard="挂联领导和片区联络员根据全年了解的情况打分，取平均分。",
    ),
)  # fmt: skip
ADJUSTMENTS = (
    AdjustmentContent(AdjustmentSign.PLUS, "获得省级以上党建荣誉", Decimal("2.0")),
    AdjustmentContent(AdjustmentSign.PLUS, "经验做法被省级以上推广", Decimal("1.0")),
    AdjustmentContent(AdjustmentSign.MINUS, "经核实不实填报", Decimal("3.0")),
    AdjustmentContent(AdjustmentSign.MINUS, "因党建工作被问责或通报", Decimal("5.0")),
)


def default_content(year) -> SchemeContent:
    return SchemeContent(f"{year}年度党建工作述职评议考核方案", PARTS, ADJUSTMENTS)


@transaction.atomic
def default_scheme(year, actor):
    """A draft of the year with the default content; it takes effect as any other does."""
    scheme = new_draft(year, actor, default_content(year))
    record(actor, "assessment_scheme.drafted", "起草考核方案", scheme)
    return scheme
