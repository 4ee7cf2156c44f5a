"""600-odd organisations graded every year; the share of 先进 rises by 11.22 points from 2023 to 2025, out of the rows."""

from datetime import date, time, timedelta
from decimal import Decimal

from reviews.demo.span import Span
from reviews.demo.travel import as_of
from units.figures.grades import GradeShare, rise
from units.models import Grade, GradeYear, ImprovementPlan, PartyOrganisation, YearlyGrade
from units.workflows import grade_year as workflow
from zhaotong_portal.workdays import moment

RISE = Decimal("11.22")
# About how many of a hundred are 先进 at first, and 后进 in the years one after the other.
FIRST_PERCENT = 30
LAGGING_PERCENT = (6, 4, 3, 3)
DONE_NOW = 0.3  # of the running year


class GradeMaker:
    def __init__(self, rng, people, span: Span):
        self.rng, self.people, self.span = rng, people, span
        self.before = {}

    def make(self):
        years = list(range(self.span.first.year, self.span.last.year + 1))
        there = {
            year: list(PartyOrganisation.objects.alive(date(year, 12, 31)).order_by("unit__protocol_order", "order", "pk"))
            for year in years
        }  # fmt: skip
        advanced = self._advanced({year: len(rows) for year, rows in there.items()})
        for step, year in enumerate(years):
            if date(year, 12, 31) > self.span.today:
                break
            self._grade(year, there[year], advanced[year], LAGGING_PERCENT[step])
            self._publish(year)
        if self.span.today.year > self.span.last.year:
            self._begin(self.span.today.year)

    def _advanced(self, bases):
        """{year: how many are 先进}: whole numbers of which the first and last share differ by RISE."""
        years = sorted(bases)
        first, last = years[0], years[-1]
        best = min(
            (
                (a, z)
                for a in range(bases[first] // 5, bases[first] // 2)
                for z in range(bases[last] // 4, bases[last] // 2 + 1)
            ),
            key=lambda pair: _miss(pair, bases[first], bases[last]),
        )
        low, high = Decimal(best[0]) / bases[first], Decimal(best[1]) / bases[last]
        steps = max(len(years) - 1, 1)
        return {
            year: round((low + (high - low) * k / steps) * bases[year]) for k, year in enumerate(years)
        } | {first: best[0], last: best[1]}  # fmt: skip

    def _grade(self, year, organisations, advanced, lagging_percent):
        """Who was 先进 mostly stays so: grades move by a step, as far as the numbers allow."""
        rank = {Grade.ADVANCED: 0.35, Grade.ORDINARY: 1.0, Grade.LAGGING: 1.6}
        keys = {
            row.pk: rank.get(self.before.get(row.pk), 1.1) + self.rng.random()
            for row in organisations
        }
        ordered = sorted(organisations, key=lambda row: (keys[row.pk], row.pk))
        lagging = max(1, round(len(ordered) * lagging_percent / 100))
        graded = dict.fromkeys((row.pk for row in ordered), Grade.ORDINARY)
        graded |= dict.fromkeys((row.pk for row in ordered[:advanced]), Grade.ADVANCED)
        graded |= dict.fromkeys((row.pk for row in ordered[-lagging:]), Grade.LAGGING)
        self._write(year, organisations, graded)

    def _write(self, year, organisations, graded):
        row = GradeYear.objects.create(year=year)
        made = YearlyGrade.objects.bulk_create(
            [
                YearlyGrade(grade_year=row, organisation=each, grade=graded[each.pk])
                for each in organisations
            ],
            batch_size=1000,
        )
        self.before = graded
        self._plan(year, [grade for grade in made if grade.grade == Grade.LAGGING])

    def _plan(self, year, lagging):
        """整顿提升: put right within the next year; of the last year some are still at it, one waits for its plan."""
        plans = []
        for number, grade in enumerate(lagging):
            until = date(year + 1, 10, 31)
            lifted = date(year + 1, 7, 1) + timedelta(days=self.rng.randint(0, 110))
            open_now = lifted >= self.span.today or (
                year == self.span.last.year and number % 3 == 0
            )
            if open_now and number == 0:
                continue
            plans.append(
                ImprovementPlan(
                    grade=grade, helpers="工委组织科、单位机关党委", until=until if number % 6 else date(year + 1, 12, 31),
                    measures="选派党建指导员，配强支部班子，按月检查“三会一课”和主题党日，半年评估一次。",
                    lifted_on=None if open_now else lifted, result="" if open_now else "组织生活正常开展，经核查达到要求。",
                )
            )  # fmt: skip
        ImprovementPlan.objects.bulk_create(plans)

    def _publish(self, year):
        day = date(year + 1, 1, 20)
        row = GradeYear.objects.get(year=year)
        if day > self.span.today:
            return
        with as_of(moment(day, time(16, 0))):
            workflow.publish(row.pk, self.people.staff, f"昭直党组〔{year + 1}〕2号")

    def _begin(self, year):
        """The running year is graded in part."""
        row = GradeYear.objects.create(year=year)
        organisations = PartyOrganisation.objects.alive(self.span.today).order_by("unit__protocol_order", "pk")  # fmt: skip
        units = sorted({each.unit_id for each in organisations})
        graded = set(self.rng.sample(units, round(len(units) * DONE_NOW)))
        YearlyGrade.objects.bulk_create(
            YearlyGrade(grade_year=row, organisation=each, grade=self.before.get(each.pk, Grade.ORDINARY))
            for each in organisations
            if each.unit_id in graded and self.before.get(each.pk) != Grade.LAGGING
        )  # fmt: skip


def _miss(pair, base, base_after):
    """How far a pair of whole numbers is from what the article says, the likeliest first share before all others."""
    first = GradeShare(0, {Grade.ADVANCED: pair[0], Grade.ORDINARY: base - pair[0]}, True)
    last = GradeShare(0, {Grade.ADVANCED: pair[1], Grade.ORDINARY: base_after - pair[1]}, True)
    said = abs(rise(first, last) - RISE)
    shown = abs(last.percent - first.percent - RISE)
    return (said, shown, abs(pair[0] * 100 - FIRST_PERCENT * base))
