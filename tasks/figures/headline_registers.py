"""Headline figures of the committee's trainings and events, of teams and posts, striving measures and consultations."""

from functools import cache

from django.db.models import Count

from tasks.models import Consultation, ItemState, StrivingMeasure
from tasks.register_figures import ALL
from units.registers.headline import headline_figure
from zhaotong_portal.headline import when
from zhaotong_portal.headline.figure import (
    Adding,
    Card,
    Figure,
    Group,
    Listing,
    Row,
    Tally,
    dated,
    tally,
)
from zhaotong_portal.headline.rounding import and_more

COUNTED = {figure.code: figure for figure in ALL}


@cache
def figures():
    return (*_of_registers(), _striving_measures(), _consultations())


def _of_registers():
    def figure(code, *args, **more):
        quantity, group, order, counts = args
        return headline_figure(
            COUNTED[code], quantity=quantity, group=group, order=order, counts=counts,
            **({"level": "工委"} | more),
        )  # fmt: skip

    yield figure(
        "training_class", "期", Group.FORTRESS, 70, "工委分层分类举办的培训班期数，按开班日期计。"
    )
    yield figure(
        "small_training", "场", Group.FORTRESS, 71, "工委举办的党务干部“小班制”专题培训场数，按举办日期计。",
        rounding=and_more,
    )  # fmt: skip
    yield figure(
        "forum",
        "期",
        Group.THEORY,
        40,
        "工委举办的“乌蒙先锋讲坛”期数，按举办日期计。",
        owner="宣传科",
    )
    yield figure(
        "advance_meetings", "次", Group.POLITICS, 22, "工委召开的模范机关建设推进会次数；每年都有即为连续召开。"
    )  # fmt: skip
    yield figure(
        "hosted_meetings", "次", Group.POLITICS, 32, "工委承办的上级会议、区域性会议次数。",
        adding=Adding.YEARLY, owner="办公室",
    )  # fmt: skip
    yield figure(
        "service_teams", "支", Group.CENTRE, 30, "当年组建的高质量发展先锋服务队，按组建日期计。",
        level="单位", adding=Adding.YEARLY,
    )  # fmt: skip
    yield figure(
        "liaisons", "名", Group.DUTY, 40, "选派的公立医院党建联络员，按选派日期计。", level="工委"
    )


def _striving_measures():
    def rows():
        return StrivingMeasure.objects.exclude(state=ItemState.CANCELLED)

    return Figure(
        key="striving_measures", label="争创攻坚措施", quantity="项", group=Group.CENTRE, order=20,
        adding=Adding.YEARLY, tallies={"measures": tally(rows, when.in_year())},
        card=Card(
            "“争创攻坚措施”清单所列措施，取消的不计。", "单位", "同一单位、同一年度、同一措施只有一行。", "争创攻坚措施清单",
        ),
        listing=Listing(
            lambda item: Row(
                f"{item.year}年", item.unit.short_name, item.title, item.get_absolute_url(),
                evidence=item.core_indicator,
            ),
            rows=dated(lambda: rows().select_related("unit"), when.in_year()),
            order=("year", "unit__protocol_order", "pk"),
        ),
    )  # fmt: skip


def _consultations():
    """200余次: those that took place; one with several units is one."""
    held = dated(Consultation.objects.all().carried_out, when.on_day("held_on"))
    return Figure(
        key="consultations", label="会商指导", quantity="次", group=Group.DUTY, order=20, rounding=and_more,
        tallies={"held": Tally(held, Count("pk"), when.year_of("held_on"))},
        card=Card(
            "已经开展的会商指导次数（面对面会商、上门指导、专题会商等），安排了没有开展的、取消的不计。",
            "工委", "一次会商不论有几个单位参加只计一次。", "会商指导台账",
        ),
        listing=Listing(
            _consultation_row,
            rows=lambda span: held(span).prefetch_related("units"),
            order=("held_on", "pk"),
        ),
    )  # fmt: skip


def _consultation_row(row):
    return Row(
        row.held_on,
        "、".join(unit.short_name for unit in row.units.all()),
        row.topic,
        row.get_absolute_url(),
        evidence=row.get_kind_display(),
    )
