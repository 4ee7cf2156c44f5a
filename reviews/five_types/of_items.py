"""事项 by the side that they serve: as they are tagged, and by their kind where they are not.

An item is on one side only, and there in one share only.
"""

from django.db.models import Case, CharField, F, Value, When

from reviews.assessment.figure import ShareOf, card, share_figure
from reviews.assessment.of_items import done, due_items, item_row
from tasks.models import FiveType, ItemKind

# Untagged items of another kind are on no side.
SIDE_OF_KIND = {
    ItemKind.LED_PROJECT: FiveType.PROFESSIONAL,
    ItemKind.KEY_TASK: FiveType.PROFESSIONAL,
    ItemKind.SERVICE_ITEM: FiveType.SERVICE,
}
TAGGED = "标了五型机关的按所标，没有标的领办引办项目、重点任务计入业务机关，三服务清单计入服务机关"


def side():
    return Case(
        When(five_type__gt="", then=F("five_type")),
        *(When(kind=kind, then=Value(side.value)) for kind, side in SIDE_OF_KIND.items()),
        default=Value(""),
        output_field=CharField(),
    )


def items_figure(key, label, of_side, kinds, said):
    """`said`: which items, as the card puts it."""

    def rows(year, today):
        return due_items(year, today).annotate(side=side()).filter(side=of_side, kind__in=kinds)

    return share_figure(
        key,
        label,
        card(
            label,
            f"计入{FiveType(of_side).label}的{said}中完成时限在本年度且已过的，年底以前报结并已验收，或者在时限当月以前报结、"
            f"正在等待验收的所占比例。{TAGGED}。已取消的、按月按季和长期的不计。",
            "事项台账",
            "一个事项只计入一个方面，只在时限所在年度计一次。",
        ),
        ShareOf(rows, done, item_row, (F("deadline"), "order", "pk")),
    )


def others_than(*kinds):
    return [kind for kind in ItemKind.values if kind not in kinds]
