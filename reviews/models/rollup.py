"""The rollup of what citizens and inspections say about a unit's month."""

from django.db import models

from units.models import District, Unit
from zhaotong_portal.period import PeriodField


class UnitMonthReviewsQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)


class UnitMonthReviews(models.Model):
    """Ratings by grade and findings by state, of one unit and month. `as_of` dates the ratings."""

    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="review_months", verbose_name="单位"
    )
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="片区")
    period = PeriodField("月份")
    grade_5 = models.PositiveIntegerField("非常满意", default=0)
    grade_4 = models.PositiveIntegerField("满意", default=0)
    grade_3 = models.PositiveIntegerField("基本满意", default=0)
    grade_2 = models.PositiveIntegerField("不满意", default=0)
    grade_1 = models.PositiveIntegerField("非常不满意", default=0)
    excluded = models.PositiveIntegerField("不计入", default=0)
    flagged = models.PositiveIntegerField("疑似集中评议", default=0)
    # The flagged among the grades above, so that comparisons can leave them out until they are decided.
    flagged_5 = models.PositiveIntegerField("待核定非常满意", default=0)
    flagged_4 = models.PositiveIntegerField("待核定满意", default=0)
    flagged_3 = models.PositiveIntegerField("待核定基本满意", default=0)
    flagged_2 = models.PositiveIntegerField("待核定不满意", default=0)
    flagged_1 = models.PositiveIntegerField("待核定非常不满意", default=0)
    findings_found = models.PositiveIntegerField("发现问题", default=0)
    findings_reported = models.PositiveIntegerField("报告整改", default=0)
    findings_closed = models.PositiveIntegerField("销号", default=0)
    as_of = models.DateTimeField("截至", null=True, blank=True)

    objects = UnitMonthReviewsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评议整改汇总"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period"], name="one_review_rollup_a_unit_and_month"
            )
        ]
        indexes = [models.Index(fields=["period", "district"], name="review_rollup_by_period")]

    def __str__(self):
        return f"{self.unit} {self.period.label}"
