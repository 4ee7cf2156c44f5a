"""群众评议 among the headline figures: how many said 满意, and the rate, each with its other readings (features §12)."""

from decimal import Decimal
from functools import cache

from django.conf import settings
from django.db.models import F, Sum
from django.urls import reverse

from reviews.models import Grade, SurveyResult, UnitMonthReviews
from reviews.satisfaction import GRADES, satisfied_label
from zhaotong_portal.headline import when
from zhaotong_portal.headline.figure import Adding, Card, Figure, Group, Listing, Row, dated, tally
from zhaotong_portal.headline.rounding import and_more

DEDUPE = "同一设备、同一点位、同一天只收一次；经申诉、核实不计入的评议不计。"
SOURCE = "群众评议（扫码）"


def figures():
    return _of(tuple(settings.SATISFIED_GRADES))


@cache
def _of(counted):
    return tuple(_figures(counted))


def _figures(counted):
    yield _count("satisfied_ratings", "群众“满意”评价", counted, order=10, rounding=and_more)
    for number, grades in enumerate(_other_readings(counted), 1):
        yield _count(
            f"satisfied_ratings_{min(grades)}{'' if len(grades) > 1 else '_only'}",
            f"另一种口径：{_words(grades)}",
            grades,
            order=number,
            reading_of="satisfied_ratings",
        )
    yield _count(
        "valid_ratings", "有效评价", tuple(GRADES), order=9, reading_of="satisfied_ratings"
    )
    yield _rate(counted)
    yield _surveyed()


def _other_readings(counted):
    """满意 may be meant as the grade of that name and above, or as that grade alone."""
    narrower = (Grade.VERY_SATISFIED.value, Grade.SATISFIED.value)
    readings = [narrower] if set(narrower) != set(counted) else []
    return [*readings, (Grade.SATISFIED.value,)]


def _words(grades):
    words = Grade(min(grades)).label
    return f"{words}及以上" if len(grades) > 1 else f"仅“{words}”一档"


def _of_grades(grades):
    return sum((F(f"grade_{grade}") for grade in grades[1:]), F(f"grade_{grades[0]}"))


def _tally(grades):
    return tally(UnitMonthReviews.objects.all, when.in_month(), Sum(_of_grades(grades)))


def _count(key, label, grades, **more):
    counts = (
        "全部有效评价。"
        if len(grades) == len(GRADES)
        else f"评价为“{_words(grades)}”的有效评价条数。"
    )
    return Figure(
        key=key, label=label, quantity="条", group=Group.SERVICE,
        tallies={"ratings": _tally(grades)},
        card=Card(counts, "单位（评议点）", DEDUPE, SOURCE, "办公室"),
        listing=_listing(grades), **more,
    )  # fmt: skip


def _listing(grades):
    def row(kept):
        month = kept.period
        return Row(
            month.label,
            kept.unit.short_name,
            "当月评价合计",
            f"{reverse('ratings')}?unit={kept.unit_id}&since={month}&until={month}",
            sum(getattr(kept, f"grade_{grade}") for grade in grades),
        )

    def rows():
        found = UnitMonthReviews.objects.select_related("unit")
        return found.annotate(counted_now=_of_grades(grades)).filter(counted_now__gt=0)

    order = ("period", "unit__protocol_order", "pk")
    return Listing(row, rows=dated(rows, when.in_month()), order=order)


def percent(parts):
    return 100 * Decimal(parts["good"]) / parts["all"] if parts["all"] else None


def _surveyed():
    """The article's rate may be a survey's: never mixed with what citizens scanned."""
    in_year = when.in_year()

    def sum_of(name):
        return tally(SurveyResult.objects.all, in_year, Sum(name))

    return Figure(
        key="survey_rate", label="另一种口径：第三方测评", quantity="%", group=Group.SERVICE,
        reading_of="satisfaction_rate", adding=Adding.POOLED, digits=1, number=percent, is_share=True,
        tallies={"good": sum_of("satisfied"), "all": sum_of("asked")},
        card=Card(
            "第三方测评中满意样本占有效样本的百分比，与扫码评议分开，不合并计算。",
            "工委", "同一单位、同一年度、同一测评只有一行。", "第三方测评台账", "办公室",
        ),
        listing=Listing(
            lambda row: Row(
                f"{row.year}年", row.unit.short_name, row.title, row.get_absolute_url(), row.asked, row.surveyor
            ),
            rows=dated(lambda: SurveyResult.objects.select_related("unit"), in_year),
            order=("year", "unit__protocol_order", "pk"),
        ),
    )  # fmt: skip


def _rate(counted):
    return Figure(
        key="satisfaction_rate", label="机关作风群众整体满意率", quantity="%", group=Group.SERVICE, order=11,
        adding=Adding.POOLED, digits=1, number=percent, is_share=True,
        tallies={"good": _tally(counted), "all": _tally(tuple(GRADES))},
        card=Card(
            f"有效评价中{satisfied_label()}所占百分比＝{satisfied_label()}条数÷全部有效评价条数，保留一位小数。"
            "没有评价的不算满意。",
            "工委", DEDUPE, SOURCE, "办公室",
        ),
        listing=_listing(GRADES),
    )  # fmt: skip
