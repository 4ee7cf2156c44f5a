"""事项进展: one line a report and item; the line is the month."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.models.light import Light
from tasks.models.report import MonthlyReport
from tasks.models.work_item import WorkItem
from zhaotong_portal.period import PeriodField

__all__ = ["ItemProgress", "Light"]


class ItemProgressQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self, "report__unit")


class ItemProgress(models.Model):
    """A line of a month.

    Until the first edit (`edited_at` None) the line holds nothing of its own and the page shows the item's last
    known line live. `unchanged` says that the officer confirmed last month's state with one key.
    """

    report = models.ForeignKey(
        MonthlyReport, models.CASCADE, related_name="lines", verbose_name="月度进展"
    )
    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="lines", verbose_name="事项")
    # Copied from the report: the item's months are read and indexed by it.
    period = PeriodField("月份")
    percent = models.PositiveSmallIntegerField("进度", null=True, blank=True)
    light = models.CharField("进度灯", max_length=10, choices=Light, blank=True)
    text = models.TextField("进展", blank=True)
    reason = models.TextField("滞后原因", blank=True)
    claims_done = models.BooleanField("报结", default=False)
    unchanged = models.BooleanField("无变化", default=False)
    edited_at = models.DateTimeField("填写时间", null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填写人",
    )
    version = models.PositiveIntegerField("版本", default=0)

    objects = ItemProgressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事项进展"
        ordering = ["report", "item__kind", "item__order", "item_id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "item"], name="one_line_a_report_and_item"),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__range=(0, 100)), name="progress_is_a_percentage"
            ),
            models.CheckConstraint(condition=Q(light="") | Q(light__in=Light.values), name="line_light_is_known"),
            models.CheckConstraint(condition=Q(unchanged=False) | Q(edited_at__isnull=False),
                                   name="unchanged_is_a_choice"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["item", "-period"], name="line_by_item_and_month")]

    def __str__(self):
        return f"{self.item} {self.period.label}"

    @property
    def unit_id(self):
        return self.report.unit_id
