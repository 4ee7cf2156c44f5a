"""培训: 培训班 and 小班制 of the committee, and what a unit held for its own people (A13, A14)."""

from django.db import models

from units.registers.entry import (
    Entry,
    Sharing,
    ends_after_it_begins,
    heads_are_sane,
    only_once,
    state_is_known,
)


class TrainingKind(models.TextChoices):
    CLASS = "class", "培训班"
    SMALL = "small", "小班制培训"


class Training(Entry):
    WHEN, SHARING = "begins_on", Sharing.COMMITTEE

    kind = models.CharField("类别", max_length=8, choices=TrainingKind)
    title = models.CharField("主题", max_length=200)
    audience = models.CharField("培训对象", max_length=100)
    begins_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    heads = models.PositiveIntegerField("参加人数", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    party_school = models.BooleanField("万名党员进党校", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "培训"
        ordering = ["-begins_on", "pk"]
        constraints = [
            state_is_known(), ends_after_it_begins(), heads_are_sane(),
            only_once("unit", "begins_on", message="这期培训已经登记：同一天、同一主题。"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["begins_on"], name="training_by_day")]
