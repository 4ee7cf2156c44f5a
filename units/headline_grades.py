"""分类定级 among the headline figures: how many were graded, the share of 先进 by year, and its rise in 百分点.

The article's 11.22 needs two shares, each with its own base (features §11, row 26).
"""

from decimal import Decimal
from functools import cache

from django.db.models import F

from units.models import Grade, YearlyGrade
from zhaotong_portal.headline import when
from zhaotong_portal.headline.figure import Adding, Card, Figure, Group, Listing, Row, Tally
from zhaotong_portal.headline.rounding import and_more

SOURCE = "分类定级台账（已公布年度）"
YEAR = F("grade_year__year")
LEVEL, DEDUPE = "基层党组织", "一个党组织一个年度一个等次；年度公布后冻结。"


def _graded(span, **where):
    """Grades of years that were published by the day of which the figure speaks."""
    condition = when.in_year("grade_year__year") & when.by_then("grade_year__published_at")
    return YearlyGrade.objects.published().filter(condition(span), **where)


def _advanced(span):
    return _graded(span, grade=Grade.ADVANCED)


def share(parts):
    return 100 * Decimal(parts["advanced"]) / parts["graded"] if parts["graded"] else None


def rise(years):
    """Between the first and the last year that have a share: both shares exact, rounded once."""
    known = [value for _, value in sorted(years.items()) if value is not None]
    return known[-1] - known[0] if len(known) > 1 else None


@cache
def figures():
    listing = Listing(
        _row,
        rows=lambda span: _graded(span).select_related("grade_year", "organisation__unit"),
        order=(
            "grade_year__year",
            "organisation__unit__protocol_order",
            "organisation__order",
            "pk",
        ),
    )
    shares = {"advanced": Tally(_advanced, year=YEAR), "graded": Tally(_graded, year=YEAR)}
    common = {"group": Group.FORTRESS, "listing": listing}
    return (
        Figure(
            key="graded", label="分类定级的基层党组织", quantity="个", order=20, adding=Adding.YEARLY,
            rounding=and_more, tallies={"graded": Tally(_graded, year=YEAR)},
            card=Card("当年参加分类定级并已公布的基层党组织数。", LEVEL, DEDUPE, SOURCE), **common,
        ),
        Figure(
            key="advanced_share", label="先进基层党组织占比", quantity="%", order=21, adding=Adding.YEARLY,
            digits=2, number=share, tallies=shares, is_share=True,
            card=Card("当年定为先进的党组织占当年定级党组织的百分比。", LEVEL, DEDUPE, SOURCE), **common,
        ),
        Figure(
            key="advanced_rise", label="先进基层党组织占比提升", quantity="个百分点", year_quantity="%", order=22,
            adding=Adding.COMPARED, digits=2, number=share, over_years=rise, tallies=shares, is_share=True,
            card=Card(
                "区间末年与首年先进占比之差。两年各用自己的底数，相减后保留两位小数。", LEVEL, DEDUPE, SOURCE,
            ),
            **common,
        ),
    )  # fmt: skip


def _row(found):
    return Row(
        f"{found.grade_year.year}年",
        found.organisation.unit.short_name,
        f"{found.organisation.name}：{found.get_grade_display()}",
        found.get_absolute_url(),
        evidence=found.grade_year.document,
    )
