"""群众满意率: of the ratings that may be compared, as on the pages of ratings; none where there are too few of them."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from reviews.assessment.figure import AssessedFigure, FigureValue, card, share
from reviews.assessment.of_reports import months_of
from reviews.models import UnitMonthReviews
from reviews.satisfaction import between, satisfaction_by, satisfied_label


def _compute(year, units=None):
    first, last = months_of(year)
    rows = UnitMonthReviews.objects.filter(between(first, last))
    if units is not None:
        rows = rows.filter(unit__in=units)
    found = {}
    for unit, satisfaction in satisfaction_by(rows, "unit").items():
        compared = satisfaction.compared
        if not compared.n:
            continue
        enough = satisfaction.is_comparable
        found[unit] = FigureValue(
            share(compared.satisfied, compared.n) if enough else None,
            compared.n, compared.satisfied, _address(unit, first, last),
        )  # fmt: skip
    return found


def _address(unit, first, last):
    query = urlencode({"since": first, "until": last})
    return f"{reverse('unit_ratings', args=[unit])}?{query}"


def figures():
    least = settings.RATING_MIN_COMPARABLE
    label = "群众满意率"
    definition = card(
        label,
        f"本年度有效评议中{satisfied_label()}的所占比例。经申诉或核定不计入的不计，疑似集中评议、尚未核定的不参加比较；"
        f"不足 {least} 条的不作评价。没有评议的人不算满意。",
        "群众评议",
        "一次评议计一条。",
    )
    return [AssessedFigure("satisfaction", label, definition, True, _compute)]
