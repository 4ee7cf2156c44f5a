"""荣誉 of the article's years, one row each: 12 示范单位, 2 模范机关, 2 红旗党支部, 2 党建带群建示范单位, the paper of 2024."""

from datetime import date

from reviews.models import Honour, HonourLevel
from units.names import name_key

PROVINCIAL, MUNICIPAL = HonourLevel.PROVINCIAL, HonourLevel.MUNICIPAL
PROVINCE = "中共云南省委省直机关工作委员会"
# (title, level, awarded on, awarded by, how many units hold it, of which unit on, valid until)
OF_UNITS = (
    ("省级模范机关创建示范单位", PROVINCIAL, date(2023, 6, 28), PROVINCE, 4, 2, date(2026, 12, 31)),
    ("市级模范机关创建示范单位", MUNICIPAL, date(2024, 6, 28), "中共昭通市委", 8, 12, None),
    ("云岭先锋模范机关", PROVINCIAL, date(2024, 9, 20), "中共云南省委组织部", 2, 4, None),
    ("云岭先锋党建带群建示范单位", PROVINCIAL, date(2025, 5, 16), PROVINCE, 2, 9, None),
)
RED_FLAG = "云岭先锋红旗党支部"
PAPER = "《机关党建研究》全国100篇优秀理论征文"


def create_honours(units, organisations):
    """`units` in protocol order; `organisations` {unit pk: [organisations]}. Fewer units hold fewer honours."""
    ordinary = [unit for unit in units if not unit.is_committee]
    rows = []
    for title, level, day, by, count, start, until in OF_UNITS:
        rows += [
            _honour(title, level, day.year, unit, by, awarded_on=day, valid_until=until)
            for unit in ordinary[start : start + count]
        ]
    for unit in ordinary[6:8]:
        branch = organisations[unit.pk][-1]
        rows.append(
            _honour(RED_FLAG, PROVINCIAL, 2024, unit, "中共云南省委组织部", organisation=branch)
        )
    rows += [
        _honour(PAPER, HonourLevel.NATIONAL, 2024, unit, "《机关党建研究》编辑部")
        for unit in units
        if unit.is_committee
    ]
    Honour.objects.bulk_create(rows)


def _honour(title, level, year, unit, by, **fields):
    return Honour(
        title=title, title_key=name_key(title), level=level, year=year, unit=unit, awarded_by=by,
        note="演示数据", **fields,
    )  # fmt: skip
