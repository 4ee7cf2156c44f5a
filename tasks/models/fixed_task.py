"""固定任务: what every unit is asked for in certain months of each year, kept by staff (E2).

A task that names an indicator is met by the unit's own month: as soon as a signed report holds a value of it above
zero. Without one the unit's reply meets it, and staff confirm.
"""

from django.db import models
from django.db.models import Q

from tasks.models.indicator import Indicator

MONTHS = tuple(range(1, 13))


class FixedTask(models.Model):
    heading = models.CharField("名称", max_length=60)
    text = models.CharField("要求", max_length=400)
    # 13 bits would do, but a list can be read in the database and in a backup.
    months = models.JSONField("月份", default=list)
    due_day = models.PositiveSmallIntegerField(
        "当月几日前", null=True, blank=True, help_text="不填表示当月底前。"
    )
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="以指标销号",
        help_text="选了指标的，单位当月签发的该指标大于零即自动销号。",
    )
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "固定任务"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["heading"],
                name="fixed_task_once",
                violation_error_message="已有同名的固定任务。",
            ),
            models.CheckConstraint(
                condition=Q(due_day=None) | Q(due_day__range=(1, 31)),
                name="fixed_task_is_due_on_a_day_of_the_month",
                violation_error_message="“当月几日前”请填 1 至 31。",
            ),
        ]

    def __str__(self):
        return self.heading
