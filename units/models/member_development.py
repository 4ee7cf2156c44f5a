"""发展党员: how many people stand at which stage, by unit and month (A12). Never a name, never a dossier."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from units.models.unit import Unit
from zhaotong_portal.period import PeriodField

MOST = 999
MONTHS = (date(2000, 1, 1), date(2999, 12, 31))  # what a Period can say


class DevelopmentStage(models.TextChoices):
    APPLICANT = "applicant", "递交入党申请"
    ACTIVIST = "activist", "确定为入党积极分子"
    CANDIDATE = "candidate", "确定为发展对象"
    PROBATIONARY = "probationary", "接收为预备党员"
    FULL = "full", "预备党员转正"


class MemberDevelopmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def admitted_within(self, first, last):
        """The figure `members_developed`: people admitted as probationary members; its value is the sum of `count`."""
        first, last = (min(max(day, MONTHS[0]), MONTHS[1]) for day in (first, last))
        months = (first.replace(day=1), last.replace(day=1))
        return self.filter(stage=DevelopmentStage.PROBATIONARY, period__range=months)

    def for_list(self):
        return self.select_related("unit__district")


class MemberDevelopment(models.Model):
    """So many people of a unit reached a stage in a month. A month without a row had none."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="member_developments", verbose_name="单位"
    )
    period = PeriodField("月份")
    stage = models.CharField("阶段", max_length=14, choices=DevelopmentStage)
    count = models.PositiveSmallIntegerField("人数")

    objects = MemberDevelopmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发展党员"
        ordering = ["-period", "unit__protocol_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period", "stage"], name="one_count_a_unit_month_and_stage"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=DevelopmentStage.values), name="development_stage_is_known"
            ),
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=MOST), name="development_count_is_plausible"
            ),
        ]
        indexes = [models.Index(fields=["stage", "period"], name="development_by_stage")]

    def __str__(self):
        return f"{self.unit}{self.period.label}{self.get_stage_display()}"

    def get_absolute_url(self):
        return f"{reverse('member_development')}?unit={self.unit_id}&period={self.period}"
