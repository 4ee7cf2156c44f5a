"""机制与岗位: 党员领办, 党员导师, 示范岗, 先锋岗, 联络员, 专班, 双带头人, 派驻 (A17, A18, A21); the kinds are editable."""

from django.db import models

from tasks.models.work_item import WorkItem
from units.registers.entry import (
    Entry,
    ends_after_it_begins,
    heads_are_sane,
    only_once,
    state_is_known,
)


class MechanismKind(models.Model):
    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "机制类别"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name


class Mechanism(Entry):
    TITLE, WHEN = "who", "begins_on"

    kind = models.ForeignKey(
        MechanismKind, models.PROTECT, related_name="mechanisms", verbose_name="类别"
    )
    who = models.CharField("人员或岗位", max_length=100)
    place = models.CharField("在哪里", max_length=100, blank=True)
    task = models.CharField("任务", max_length=300)
    heads = models.PositiveIntegerField("人数", null=True, blank=True)
    begins_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    item = models.ForeignKey(
        WorkItem, models.PROTECT, null=True, blank=True, related_name="mechanisms",
        verbose_name="所办事项",
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "机制与岗位"
        ordering = ["-begins_on", "unit__protocol_order", "pk"]
        constraints = [
            state_is_known(), ends_after_it_begins(), heads_are_sane(),
            only_once("unit", "kind", "begins_on", message="已经登记：同一单位、同一类别、同一开始日期、同一人员或岗位。"),
        ]  # fmt: skip
