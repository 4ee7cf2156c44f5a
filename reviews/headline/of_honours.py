"""荣誉 among the headline figures: titles that are held (a stock), and what was won in a year.

Which titles count is said by their words: the ledger holds them as the papers write them.
"""

from functools import cache

from django.db.models import Q

from reviews.models import Honour
from zhaotong_portal.headline.figure import Adding, Card, Figure, Group, Listing, Row, Tally, dated

# (key, label, words of the title, quantity, group, order)
HELD = (
    (
        "model_units",
        "省、市级模范机关创建示范单位",
        "模范机关创建示范单位",
        "家",
        Group.POLITICS,
        20,
    ),
    ("cloud_ridge_units", "云岭先锋模范机关", "云岭先锋模范机关", "家", Group.POLITICS, 21),
    ("red_flag_branches", "云岭先锋红旗党支部", "云岭先锋红旗党支部", "个", Group.FORTRESS, 60),
    ("league_building_units", "党建带群建示范单位", "党建带群建示范单位", "家", Group.FORTRESS, 61),
)
DEDUPE = "同一单位或党组织、同一名称只计一次。"


@cache
def figures():
    return tuple(_figures())


def _figures():
    for key, label, words, quantity, group, order in HELD:
        yield _held(key, label, words, quantity, group, order)


def _held(key, label, words, quantity, group, order):
    def rows():
        return Honour.objects.filter(title__contains=words)

    def condition(span):
        """A title is held from the year in which it was given, to the last day of its validity."""
        valid = Q(valid_until=None) | Q(valid_until__gte=span.last_day)
        return Q(year__lte=span.last_day.year) & valid

    return Figure(
        key=key, label=label, quantity=quantity, group=group, order=order, adding=Adding.STANDING,
        tallies={"held": Tally(dated(rows, condition))},
        card=Card(f"期末持有且在有效期内的“{words}”称号数。", "单位、党组织", DEDUPE, "荣誉台账"),
        listing=Listing(
            _row,
            rows=dated(lambda: rows().select_related("unit", "organisation"), condition),
            order=("year", "unit__protocol_order", "pk"),
        ),
    )  # fmt: skip


def _row(honour):
    return Row(
        f"{honour.year}年",
        honour.holder_name,
        honour.title,
        honour.get_absolute_url(),
        evidence=honour.document or honour.awarded_by,
    )
