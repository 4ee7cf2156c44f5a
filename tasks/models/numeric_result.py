"""数值成效 (B20): numbers of a project in a measure of their own; case figures stand apart from party figures (F18)."""

from django.db import models

from tasks.models.work_item import WorkItem
from units.registers.cells import plain
from units.registers.entry import Entry, only_once, state_is_known


class NumericResult(Entry):
    """`unit` is the item's. Never added to anything: each has its own measure and its own source."""

    TITLE, WHEN = "name", "as_of"

    item = models.ForeignKey(
        WorkItem, models.PROTECT, related_name="results", verbose_name="所属项目"
    )
    name = models.CharField("成效名称", max_length=100)
    measure = models.CharField("计量单位", max_length=20)
    baseline = models.DecimalField("基数", max_digits=16, decimal_places=2, null=True, blank=True)
    target = models.DecimalField("目标值", max_digits=16, decimal_places=2, null=True, blank=True)
    value = models.DecimalField("数值", max_digits=16, decimal_places=2)
    as_of = models.DateField("截至日期")
    source = models.CharField("出处", max_length=200, blank=True)
    is_case = models.BooleanField(
        "案例数据", default=True, help_text="业务工作的数字，与党建数据分开列出，不参加汇总。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "数值成效"
        ordering = ["-as_of", "unit__protocol_order", "pk"]
        constraints = [
            state_is_known(),
            only_once("item", "as_of", message="这项成效已经登记：同一项目、同一截至日期、同一名称。"),
        ]  # fmt: skip

    @property
    def value_label(self):
        """110亿元，目标 120亿元"""
        said = f"{plain(self.value):,}{self.measure}"
        return said if self.target is None else f"{said}，目标 {plain(self.target):,}{self.measure}"
