"""抽查核实 (W6): a random sample of what units reported themselves, and what a person found on looking.

Honesty without photographs and points: nobody proves every entry, a few drawn by lot are verified, and the verdicts
stand beside the totals. A verdict changes no figure and ranks nobody.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tasks.models.activity import Activity
from tasks.models.indicator import Indicator
from tasks.models.work_item import WorkItem
from units.models import PartyOrganisation, Unit
from zhaotong_portal.period import PeriodField


class SpotCheckDraw(models.Model):
    """One drawing by lot. `seed` and `population` let anybody draw it again (tasks/sampling.py)."""

    period = PeriodField("月份", unique=True)
    seed = models.CharField("随机种子", max_length=64)
    population = models.PositiveIntegerField("可抽条数")
    size = models.PositiveIntegerField("抽取条数")
    drawn_at = models.DateTimeField("抽取时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽查批次"
        ordering = ["-period"]

    def __str__(self):
        return f"{self.period.label}抽查"


class Verdict(models.TextChoices):
    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    UNTRUE = "untrue", "不实"


FAULTED = (Verdict.PARTLY, Verdict.UNTRUE)


class SpotCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def waiting(self):
        return self.filter(verdict="")

    def for_list(self):
        return self.select_related("draw", "unit", "unit__district", "indicator", "checked_by")


class SpotCheck(models.Model):
    """One entry to verify: a figure of the grid, an activity, or an item claimed done. `said` is what was reported."""

    draw = models.ForeignKey(
        SpotCheckDraw, models.PROTECT, related_name="checks", verbose_name="批次"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="spot_checks", verbose_name="单位")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, related_name="+", verbose_name="指标"
    )
    organisation = models.ForeignKey(
        PartyOrganisation, models.PROTECT, null=True, related_name="+", verbose_name="党组织"
    )
    activity = models.ForeignKey(
        Activity, models.SET_NULL, null=True, related_name="+", verbose_name="活动"
    )
    item = models.ForeignKey(
        WorkItem, models.PROTECT, null=True, related_name="+", verbose_name="事项"
    )
    said = models.CharField("填报内容", max_length=300)
    verdict = models.CharField("核实结果", max_length=8, choices=Verdict, blank=True)
    note = models.TextField("核实说明", blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核实人"
    )
    checked_at = models.DateTimeField("核实时间", null=True)
    answer = models.TextField("单位说明", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="说明人"
    )
    answered_at = models.DateTimeField("说明时间", null=True)

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽查核实"
        ordering = ["-draw__period", "unit__protocol_order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="") | Q(verdict__in=Verdict.values),
                name="spot_check_verdict_is_known",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", checked_at=None, checked_by=None)
                | (~Q(verdict="") & Q(checked_at__isnull=False, checked_by__isnull=False)),
                name="spot_check_verdict_has_its_person",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=["partly", "untrue"]) | ~Q(note=""),
                name="spot_check_fault_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(verdict__in=["partly", "untrue"]),
                name="spot_check_answer_is_to_a_fault",
            ),
        ]
        indexes = [models.Index(fields=["verdict", "unit"], name="spot_check_waiting")]

    def __str__(self):
        return f"{self.unit}：{self.said}"

    def get_absolute_url(self):
        return reverse("spot_check", args=[self.pk])
