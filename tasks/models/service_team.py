"""先锋服务队 (A16): a roster as a number of heads, a task, and the project that it serves."""

from django.db import models

from tasks.models.work_item import WorkItem
from units.registers.entry import (
    Entry,
    ends_after_it_begins,
    heads_are_sane,
    only_once,
    state_is_known,
)


class ServiceTeam(Entry):
    TITLE, WHEN = "name", "begins_on"

    name = models.CharField("队名", max_length=100)
    task = models.CharField("任务", max_length=300)
    heads = models.PositiveIntegerField("队员人数", null=True, blank=True)
    begins_on = models.DateField("组建日期")
    ends_on = models.DateField("撤销日期", null=True, blank=True)
    item = models.ForeignKey(
        WorkItem, models.PROTECT, null=True, blank=True, related_name="service_teams",
        verbose_name="服务的项目",
    )  # fmt: skip
    results = models.TextField("成效", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "先锋服务队"
        ordering = ["-begins_on", "unit__protocol_order", "pk"]
        constraints = [
            state_is_known(), ends_after_it_begins(), heads_are_sane(),
            only_once("unit", message="这支服务队已经登记：同一单位、同一队名。"),
        ]  # fmt: skip
