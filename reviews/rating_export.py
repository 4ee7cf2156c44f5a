"""Ratings as lists that go out, as far as the page shows them: figures of units and districts, comments, months."""

from reviews.models import Grade
from reviews.satisfaction import GRADES, Satisfaction, satisfied_label
from zhaotong_portal.exports.tables import share, streamed, table

FIGURES = ["有效评议（条）", "满意率（%）", "区间下限（%）", "区间上限（%）"]
UNITS = ["单位", "片区", *FIGURES, *(Grade(value).label for value in GRADES), "不计入", "说明"]
DISTRICTS = ["片区", *FIGURES, "差评", "说明"]
COMMENTS = ["日期", "评价", "窗口", "意见", "说明"]
SPREAD = ["评价", "条数", "占比"]
FEW = "样本少，不作比较"


def note():
    return f"满意率为{satisfied_label()}占有效评议的比例，区间为95%威尔逊置信区间；未评议的不计入"


def units_table(rows, form, said):
    title = f"群众评议情况（{form.label}）"
    return table(
        "units",
        title,
        UNITS,
        lambda: _units(rows),
        count=rows.count,
        chips=said,
        note=note(),
        name="群众评议",
    )


def _units(rows):
    for unit in streamed(rows):
        figures = Satisfaction.of(unit)
        yield (
            unit.name,
            unit.district.name,
            *_figures(figures),
            *(figures.spread[value] for value in GRADES),
            figures.excluded,
            _few(figures),
        )


def districts_table(rows, form, said):
    lines = [
        (row["district"].name, *_figures(row["figures"]), row["figures"].poor, _few(row["figures"]))
        for row in rows
    ]
    title = f"各片区群众评议情况（{form.label}）"
    return table("districts", title, DISTRICTS, lines, chips=said, note=note())


def _figures(figures):
    """As they are compared: without the flagged that nobody has decided on."""
    compared = figures.compared
    shares = (compared.rate, compared.low, compared.high)
    return (figures.n, *(None if value is None else round(value * 100, 1) for value in shares))


def _few(figures):
    said = [FEW] if figures.n and not figures.is_comparable else []
    if figures.flagged:
        said.append(f"比例不含待核定 {figures.flagged} 条")
    return "；".join(said) or None


def comments_table(unit, rows, form):
    """Comments one by one, for those who read them so; `rows` are the page's own, as its role may see them."""

    def lines():
        for row in streamed(rows):
            said = "不计入" if row.is_excluded else None
            yield (row.given_on, row.get_grade_display(), row.point.name, row.comment, said)

    title = f"{unit.short_name}群众意见（{form.label}）"
    return table("comments", title, COMMENTS, lines, count=rows.count)


def spread_table(unit, figures, form):
    rows = [
        (row["label"], row["count"], None if row["share"] is None else share(row["share"] * 100))
        for row in figures.rows
    ]
    return table("spread", f"{unit.short_name}各档评议条数（{form.label}）", SPREAD, rows)


def groups_table(unit, groups):
    """What the unit itself reads: masked, in groups, without grade or day."""
    rows = [(group.first, group.last, text) for group in groups for text in group.texts]
    return table("groups", f"{unit.short_name}群众意见", ["起", "止", "意见"], rows)
