"""Headline figures of honours, contests, exchanges, places in rankings and interviews.

进位 and 经验交流 are figures of one year: the article speaks of 2025 (features §11, rows 36–38). Whether it was the units with
an exchange or those with a better place that doubled is not said: both are shown.
"""

from functools import cache

from reviews.models import Interview
from reviews.register_figures import ALL
from units.registers.headline import headline_figure, tally_of
from zhaotong_portal.headline import when
from zhaotong_portal.headline.figure import Adding, Card, Figure, Group, tally

COUNTED = {figure.code: figure for figure in ALL}


@cache
def figures():
    return (*_titles(), *_compared(), *_doubled(), _interviews())


def _figure(code, quantity, group, order, counts, level="单位", **more):
    return headline_figure(
        COUNTED[code], quantity=quantity, group=group, order=order, counts=counts, level=level,
        **more,
    )  # fmt: skip


def _titles():
    yield _figure(
        "demonstration_units", "家", Group.POLITICS, 20,
        "期末持有且在有效期内的省、市级“模范机关创建示范单位”称号数。",
    )  # fmt: skip
    for code, quantity, group, order, level in (
        ("model_offices", "家", Group.POLITICS, 21, "单位"),
        ("red_flag_branches", "个", Group.FORTRESS, 60, "基层党组织"),
        ("group_building", "家", Group.FORTRESS, 61, "单位"),
        ("chosen_papers", "篇", Group.POLITICS, 31, "工委"),
    ):
        counts = f"当年获得“{COUNTED[code].name}”的数量。"
        yield _figure(code, quantity, group, order, counts, level, adding=Adding.YEARLY)
    yield _figure(
        "contests", "项", Group.POLITICS, 30,
        "参加全市基层党建“擂台比拼”的项数；等次写在台账中，点开可看。", "工委", adding=Adding.YEARLY,
    )  # fmt: skip


def _compared():
    yield _figure(
        "rank_moves", "项", Group.CENTRE, 50,
        "本年名次优于上年名次的工作（进位）；上年没有名次的不计。", adding=Adding.YEARLY,
    )  # fmt: skip
    yield _figure(
        "exchanges", "项", Group.CENTRE, 51,
        "在全国、全省会议上作经验交流的工作，按交流日期计。", adding=Adding.YEARLY,
    )  # fmt: skip
    yield _figure(
        "exchange_units", "家", Group.CENTRE, 52, "当年有经验交流的单位数。", adding=Adding.YEARLY
    )
    yield _figure(
        "rank_move_units", "家", Group.CENTRE, 53, "当年有排名进位的单位数。", adding=Adding.YEARLY
    )


def times(years):
    """翻了几番: the last year's units against the first's; nothing where one of both has none."""
    known = [value for _, value in sorted(years.items()) if value is not None]
    return known[-1] / known[0] if len(known) > 1 and known[0] and known[-1] else None


def _doubled():
    for key, code, label, more in (
        ("doubled_units", "exchange_units", "涉及单位数量比首年", {"order": 54}),
        (
            "doubled_rank_units",
            "rank_move_units",
            "另一种口径：有排名进位的单位数量比首年",
            {"order": 1, "reading_of": "doubled_units"},
        ),
    ):
        yield _figure(
            code, "倍", Group.CENTRE, more.pop("order"),
            f"区间末年{COUNTED[code].name}数与首年之比；恰为两倍即“翻了一番”。",
            key=key, label=label, tallies={"units": tally_of(COUNTED[code])}, adding=Adding.COMPARED,
            over_years=times, year_quantity="家", digits=2, year_digits=0, words={2: "翻了一番"}, **more,
        )  # fmt: skip


def _interviews():
    """The number is published; who was talked to is for named persons (rules.md §3): no rows here."""
    return Figure(
        key="interviews", label="考核结果为“一般”的书记约谈提醒", quantity="名", group=Group.DUTY, order=30,
        tallies={"interviews": tally(Interview.objects.all, when.on_day("held_on"))},
        card=Card(
            "述职评议考核结果为“一般”、已约谈提醒的党组（党委）书记，按约谈日期计。",
            "工委", "同一单位、同一考核年度、同一天的约谈只有一条。", "约谈记录（限指定人员查看）",
        ),
    )  # fmt: skip
