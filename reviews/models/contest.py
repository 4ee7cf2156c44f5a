"""擂台比拼 (F12): one entry a year and contest, its evidence, and the result as its paper words it."""

from django.db import models

from units.registers.entry import Entry, Sharing, only_once, state_is_known, year_is_one


class Contest(Entry):
    SHARING = Sharing.COMMITTEE

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("比拼名称", max_length=200)
    result = models.CharField(
        "结果", max_length=40, blank=True, help_text="按文件写，例如：“好”等次。"
    )
    document = models.CharField("依据文件", max_length=200, blank=True)
    evidence = models.TextField("参评材料", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "擂台比拼"
        ordering = ["-year", "unit__protocol_order", "pk"]
        constraints = [
            state_is_known(), year_is_one(),
            only_once("unit", "year", message="这项比拼本年度已经登记。"),
        ]  # fmt: skip
