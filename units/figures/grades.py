"""分类定级 in figures: shares of each grade with both bases, percentage points between years, who moved where."""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count

from units.models import Grade, YearlyGrade

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class GradeShare:
    """One year: how many organisations were graded, and how many got each grade."""

    year: int
    counts: dict
    is_published: bool

    @property
    def graded(self):
        return sum(self.counts.values())

    @property
    def advanced(self):
        return self.counts.get(Grade.ADVANCED, 0)

    def count_of(self, grade):
        return self.counts.get(grade, 0)

    @property
    def percent(self) -> Decimal | None:
        """Share of 先进 in percent, two decimals as it is published; None where nobody was graded."""
        exact = self.exact
        return None if exact is None else exact.quantize(HUNDREDTH, ROUND_HALF_UP)

    @property
    def exact(self):
        return Decimal(100) * self.advanced / self.graded if self.graded else None


def shares(years=None, units=None) -> list[GradeShare]:
    """By year, oldest first; one query. `units` narrows to some."""
    rows = YearlyGrade.objects.all()
    if years is not None:
        rows = rows.filter(grade_year__year__in=years)
    if units is not None:
        rows = rows.filter(organisation__unit__in=units)
    counted = (
        rows.order_by()
        .values_list("grade_year__year", "grade_year__state", "grade")
        .annotate(n=Count("pk"))
    )
    found = {}
    for year, state, grade, number in counted:
        share = found.setdefault(year, GradeShare(year, {}, state == "published"))
        share.counts[grade] = number
    return [found[year] for year in sorted(found)]


def rise(first: GradeShare, last: GradeShare) -> Decimal | None:
    """百分点 of 先进 between two years: the difference of the exact shares, rounded once."""
    if first.exact is None or last.exact is None:
        return None
    return (last.exact - first.exact).quantize(HUNDREDTH, ROUND_HALF_UP)


def movement(before: int, after: int, units=None) -> Counter:
    """{(grade in the one year, grade in the other): organisations}; None stands for: not graded that year."""
    rows = YearlyGrade.objects.filter(grade_year__year__in=(before, after)).order_by()
    if units is not None:
        rows = rows.filter(organisation__unit__in=units)
    graded = {}
    for organisation, year, grade in rows.values_list("organisation", "grade_year__year", "grade"):
        graded.setdefault(organisation, {})[year] = grade
    return Counter((grades.get(before), grades.get(after)) for grades in graded.values())
