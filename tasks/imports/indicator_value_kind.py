"""指标数据 as a kind of list: long, or units and organisations down with indicators or months across."""

import re

from tasks.imports.figure_names import FigureNames
from zhaotong_portal.excel.kinds import Field, Kind, Matrix
from zhaotong_portal.excel.text import compact

_MONTH = re.compile(r"(20\d\d年)?(1[0-2]|0?[1-9]|[一二三四五六七八九十]{1,2})月(份)?")


def recogniser(directory):
    """Data columns: an indicator of the catalogue, a month."""
    names = FigureNames()

    def says(label):
        if _MONTH.fullmatch(compact(label)):
            return {"month": label}
        return {"title": label} if names.indicator(label) else None

    return says


INDICATOR_VALUE = Kind(
    "indicator_value",
    "指标数据",
    Field("title", "指标", ("figure.name",)),
    (
        Field("unit", "单位", ("unit.lead", "unit", "unit.report"), "unit"),
        Field("organisation", "党组织", ("org.name", "branch")),
        Field("month", "月份", ("month",)),
        Field("value", "数值", ("figure.value",)),
        Field("reason", "说明", ("problem.cause", "notes")),
    ),
    named_by=r"指标(数据|值)|月份?.{0,8}(统计表?|数据|台账)|学习活动",
    shown_by={"figure.name": 2, "figure.value": 1, "month": 2, "org.name": 1},
    is_monthly=True,
    identity=("organisation", "month"),
    matrix=Matrix(recogniser),
)
