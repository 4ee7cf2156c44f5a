"""月度汇总: what dashboards read. Written with the event that changes it; `rebuild_rollups --check` proves it."""

from django.db import models
from django.db.models import Q

from tasks.models.indicator import Indicator
from tasks.models.light import Light
from tasks.models.report import ReportState
from tasks.models.work_item import ItemState, WorkItem
from units.models import District, Unit
from zhaotong_portal.period import PeriodField


class UnitMonthQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def of(self, period):
        return self.filter(period=period)


class UnitMonth(models.Model):
    """A unit's month in figures. The district is the one the unit belonged to in that month.

    What the mere date changes (overdue, missing) is None while the month runs and frozen at its lock.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="months", verbose_name="单位")
    district = models.ForeignKey(
        District, models.PROTECT, related_name="unit_months", verbose_name="片区"
    )
    period = PeriodField("月份")
    expected = models.BooleanField("应报", default=True)
    report_state = models.CharField(
        "报告状态", max_length=10, choices=ReportState, default=ReportState.DRAFT
    )
    first_signed_at = models.DateTimeField("首次签发", null=True, blank=True)
    is_late = models.BooleanField("逾期报送", default=False)
    awaiting_since = models.DateTimeField("待审核起", null=True, blank=True)
    items_total = models.PositiveIntegerField("事项", default=0)
    items_on_track = models.PositiveIntegerField("正常", default=0)
    items_at_risk = models.PositiveIntegerField("有风险", default=0)
    items_behind = models.PositiveIntegerField("滞后", default=0)
    items_done = models.PositiveIntegerField("已完成", default=0)
    percent_sum = models.PositiveIntegerField("进度合计", default=0)
    overdue = models.PositiveIntegerField("逾期", null=True, blank=True)
    is_missing = models.BooleanField("未报", null=True, blank=True)
    is_frozen = models.BooleanField("已锁定", default=False)

    objects = UnitMonthQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月度汇总"
        ordering = ["-period", "unit__protocol_order"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "period"], name="one_rollup_a_unit_and_month"),
        ]
        indexes = [
            models.Index(fields=["period", "district"], name="rollup_by_period_and_district")
        ]

    def __str__(self):
        return f"{self.unit} {self.period.label}"


class DistrictMonth(models.Model):
    """A district's closed month: the sums of its frozen `UnitMonth` rows, written once at the lock.

    Running months have none: they are summed when asked, so that no row of a district is fought over on the last
    evening before the deadline, and the year's comparison reads nine rows a month instead of all units.
    """

    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="片区")
    period = PeriodField("月份")
    expected = models.PositiveIntegerField("应报", default=0)
    reported = models.PositiveIntegerField("已报", default=0)
    on_time = models.PositiveIntegerField("按时", default=0)
    late = models.PositiveIntegerField("逾期报送", default=0)
    missing = models.PositiveIntegerField("未报", default=0)
    items_total = models.PositiveIntegerField("事项", default=0)
    items_on_track = models.PositiveIntegerField("正常", default=0)
    items_at_risk = models.PositiveIntegerField("有风险", default=0)
    items_behind = models.PositiveIntegerField("滞后", default=0)
    items_done = models.PositiveIntegerField("已完成", default=0)
    percent_sum = models.PositiveIntegerField("进度合计", default=0)
    overdue = models.PositiveIntegerField("逾期", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "片区月度汇总"
        constraints = [
            models.UniqueConstraint(
                fields=["district", "period"], name="one_rollup_a_district_and_month"
            ),
        ]
        indexes = [models.Index(fields=["period"], name="district_rollup_by_period")]

    def __str__(self):
        return f"{self.district} {self.period.label}"


class UnitMonthIndicator(models.Model):
    """An indicator's sum for a unit and month: signed (provisional) and accepted (publishable)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="单位")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="片区")
    period = PeriodField("月份")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="指标")
    signed = models.DecimalField("已签发", max_digits=14, decimal_places=2, default=0)
    accepted = models.DecimalField("已通过", max_digits=14, decimal_places=2, default=0)

    class Meta:
        verbose_name = verbose_name_plural = "指标汇总"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period", "indicator"], name="one_sum_a_unit_month_indicator"
            )
        ]
        indexes = [models.Index(fields=["indicator", "period"], name="sum_by_indicator_and_month")]

    def __str__(self):
        return f"{self.indicator} {self.unit} {self.period.label}"


class IndicatorMonth(models.Model):
    """An indicator's accepted sum over all units of a month: what the headline figures read.

    Only accepted values: staff accept one report after the other, so that nobody fights over these few rows on the last
    evening before the deadline, when all units sign.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+", verbose_name="指标")
    period = PeriodField("月份")
    accepted = models.DecimalField("已通过", max_digits=16, decimal_places=2, default=0)

    class Meta:
        verbose_name = verbose_name_plural = "指标月度合计"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period"], name="one_sum_an_indicator_and_month"
            )
        ]

    def __str__(self):
        return f"{self.indicator} {self.period.label}"


class ItemClosing(models.Model):
    """An item as it stood when a month was locked: the rows that a past month's figures open."""

    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="closings", verbose_name="事项")
    period = PeriodField("月份")
    state = models.CharField("状态", max_length=16, choices=ItemState)
    percent = models.PositiveSmallIntegerField("进度")
    light = models.CharField("进度灯", max_length=10, choices=Light)
    is_overdue = models.BooleanField("逾期", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "事项月末状态"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "period"], name="one_closing_an_item_and_month"
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(0, 100)), name="closing_percent_is_a_percentage"
            ),
        ]
        indexes = [models.Index(fields=["period", "light"], name="closing_by_period_and_light")]

    def __str__(self):
        return f"{self.item} {self.period.label}"
