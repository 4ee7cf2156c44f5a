"""对标先进 (B11): against which place, where one stands, where one wants to be, and the plan to catch up."""

from django.db import models

from units.registers.entry import Entry, only_once, state_is_known, year_is_one


class Benchmark(Entry):
    TITLE = "indicator"

    year = models.PositiveSmallIntegerField("年度")
    indicator = models.CharField("对标指标", max_length=200)
    place = models.CharField("对标对象", max_length=100, help_text="例如：曲靖市、全国先进地区。")
    measure = models.CharField("计量单位", max_length=20)
    their_value = models.DecimalField(
        "对标对象数值", max_digits=16, decimal_places=2, null=True, blank=True
    )
    baseline = models.DecimalField("本市基数", max_digits=16, decimal_places=2)
    target = models.DecimalField("目标值", max_digits=16, decimal_places=2)
    value = models.DecimalField("现值", max_digits=16, decimal_places=2, null=True, blank=True)
    plan = models.TextField("追赶计划")
    until = models.DateField("完成时限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "对标先进"
        ordering = ["-year", "unit__protocol_order", "pk"]
        constraints = [
            state_is_known(), year_is_one(),
            only_once("unit", "year", message="这项指标本年度已经对标。"),
        ]  # fmt: skip
