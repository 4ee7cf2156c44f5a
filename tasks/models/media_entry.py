"""栏目报道: what was published in a column or a paper, with its link (C14)."""

from django.db import models

from units.registers.entry import Entry, Sharing, only_once, state_is_known


class MediaEntry(Entry):
    WHEN, SHARING = "published_on", Sharing.ALL

    title = models.CharField("标题", max_length=200)
    channel = models.CharField("栏目或媒体", max_length=100)
    published_on = models.DateField("刊发日期")
    link = models.URLField("链接", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "栏目报道"
        ordering = ["-published_on", "pk"]
        constraints = [
            state_is_known(),
            only_once("unit", "published_on", "channel", message="这篇报道已经登记：同一天、同一栏目、同一标题。"),
        ]  # fmt: skip
