"""历史汇总 as a kind of list: long, by years across, by indicators across, by units across."""

import re

from tasks.imports.figure_names import FigureNames
from zhaotong_portal.excel.cells.numerals import with_digits
from zhaotong_portal.excel.kinds import Field, Kind, Matrix
from zhaotong_portal.excel.text import compact

_YEAR = r"((?:19|20)\d\d)年?度?"
_COUNTED = r"(?:完成|实际|数据|合计|累计|总)?(?:数|值|数据|情况)?"
_ONE = re.compile(_YEAR + _COUNTED)
_TO = r"(?:[-‐-―~～/]+|一|至|到)"
_SPAN = re.compile(rf"{_YEAR}{_TO}((?:19|20)?\d\d)年?度?{_COUNTED}")
# Anywhere in a title: 三年行动（2023—2025年）主要数据.
_SPAN_INSIDE = re.compile(rf"(?<!\d){_YEAR}{_TO}((?:19|20)?\d\d)年")
_ONE_INSIDE = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_ALL = re.compile(
    r"(?:[三五\d]年|历年|各年)?(?:合计|总计|累计|共计)(?:数|值)?|[三五]年(?:来|行动)?"
)
ALL = "all"


def years_of(text):
    """(from, to) of 2023, 2023年 or 2023–2025年; ALL for 合计, 三年累计; None for anything else."""
    plain = with_digits(compact(text)) if "〇" in compact(text) else compact(text)
    if match := _ONE.fullmatch(plain):
        return int(match[1]), int(match[1])
    if match := _SPAN.fullmatch(plain):
        return _from_to(match)
    return ALL if plain and _ALL.fullmatch(plain) else None


def years_inside(*texts):
    """(from, to) named somewhere in titles or names, spans before single years; None where there is none."""
    for pattern in (_SPAN_INSIDE, _ONE_INSIDE):
        for text in texts:
            if match := pattern.search(compact(text)):
                return _from_to(match) if pattern is _SPAN_INSIDE else (int(match[1]),) * 2
    return None


def _from_to(match):
    first, last = match[1], match[2]
    return int(first), int(last if len(last) == 4 else first[:2] + last)


def recogniser(directory):
    """Data columns: a year or span, an indicator of the catalogue, a unit."""
    names = FigureNames()

    def says(label):
        if isinstance(years_of(label), tuple):
            return {"years": label}
        if names.indicator(label):
            return {"title": label}
        return {"scope": label} if directory.resolve(label) else None

    return says


HISTORY = Kind(
    "history",
    "历史汇总",
    Field(
        "title",
        "指标",
        (
            "figure.name",
            "title.item",
            "title.project",
            "title.task",
            "title.name",
            "title.content",
        ),
    ),
    (
        Field("scope", "范围", ("figure.scope", "unit.lead", "unit", "district")),
        Field("years", "年度", ("year",)),
        Field("value", "数值", ("figure.value",), "quantity"),
        Field("total", "合计", ("figure.total",), "quantity"),
        Field("measure", "计量单位", ("figure.measure",)),
        Field("source", "出处", ("document", "source")),
        Field("note", "说明", ("notes",)),
        Field("nature", "性质", ()),  # what the portal's own export says of each row
    ),
    named_by=r"历史(汇总|数据|合计|统计)|历年|[三五]年(行动|来).{0,12}(数据|成效|汇总|统计|合计|指标)",
    shown_by={
        "figure.name": 2,
        "figure.value": 1,
        "figure.measure": 2,
        "figure.scope": 1,
        "year": 2,
    },
    needs_unit=False,
    identity=("years", "scope"),
    matrix=Matrix(recogniser, rows="scope"),
)
