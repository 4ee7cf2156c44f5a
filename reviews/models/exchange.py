"""经验交流 (B13): a piece of work presented at a national or provincial meeting, with its proof."""

from django.db import models
from django.db.models import Q

from units.registers.entry import Entry, only_once, state_is_known


class ExchangeLevel(models.TextChoices):
    NATIONAL = "national", "全国"
    PROVINCIAL = "provincial", "全省"


class ExchangeForm(models.TextChoices):
    SPEECH = "speech", "大会发言"
    WRITTEN = "written", "书面交流"
    SITE = "site", "现场观摩"


class Exchange(Entry):
    WHEN = "held_on"

    title = models.CharField("交流的工作", max_length=200)
    meeting = models.CharField("会议名称", max_length=200)
    level = models.CharField("级别", max_length=12, choices=ExchangeLevel)
    form = models.CharField("形式", max_length=10, choices=ExchangeForm)
    held_on = models.DateField("日期")
    proof = models.CharField(
        "佐证", max_length=200, help_text="会议通知、议程或材料汇编的文号或名称。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "经验交流"
        ordering = ["-held_on", "unit__protocol_order", "pk"]
        constraints = [
            state_is_known(),
            models.CheckConstraint(
                condition=Q(level__in=ExchangeLevel.values), name="exchange_level_is_known"
            ),
            only_once("unit", "held_on", "meeting", message="这次交流已经登记：同一天、同一会议、同一项工作。"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["held_on"], name="exchange_by_day")]
