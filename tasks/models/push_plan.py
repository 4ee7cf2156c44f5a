"""半年攻坚计划: what one unit makes good after the half year, because of a weak point that stood then."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from units.models import Unit


class PushPlanState(models.TextChoices):
    OPEN = "open", "攻坚中"
    DONE = "done", "已办结"
    DROPPED = "dropped", "已终止"


class PushPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def of_year(self, year):
        return self.filter(year=year)

    def open(self):
        return self.filter(state=PushPlanState.OPEN)

    def reported(self):
        """Open ones that the unit says are through: they wait for a judgement."""
        return self.open().exclude(reported_at=None)

    def for_list(self):
        return self.select_related("unit", "unit__district", "planned_by", "reported_by").order_by(
            "unit__district__order", "unit__protocol_order", "unit_id", "until", "pk"
        )


class PushPlan(models.Model):
    """The weak point is kept as it read when the push was planned; `weak_key` says which source it came from."""

    year = models.PositiveSmallIntegerField("年度")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="push_plans", verbose_name="责任单位"
    )
    weak_key = models.SlugField("短板类别", max_length=40)
    weak_point = models.CharField("短板", max_length=300)
    target = models.CharField("攻坚目标", max_length=300)
    measure = models.TextField("攻坚措施")
    who = models.CharField("责任人", max_length=100)
    until = models.DateField("完成时限")
    state = models.CharField(
        "状态", max_length=10, choices=PushPlanState, default=PushPlanState.OPEN
    )
    outcome = models.TextField("进展和成效", blank=True)
    outcome_at = models.DateTimeField("填写时间", null=True, blank=True)
    reported_at = models.DateTimeField("报请办结时间", null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填写人",
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="下达人"
    )
    planned_on = models.DateField("下达日期", default=timezone.localdate)

    objects = PushPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "半年攻坚计划"
        ordering = ["-year", "unit__protocol_order", "until", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "unit", "weak_key"],
                condition=Q(state=PushPlanState.OPEN),
                name="one_open_push_a_unit_and_weak_point",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PushPlanState.values), name="push_plan_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("planned_on")), name="push_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(weak_point="") & ~Q(target="") & ~Q(measure="") & ~Q(who=""),
                name="push_plan_is_complete",
            ),
        ]

    def __str__(self):
        return f"{self.unit}：{self.target}"

    def get_absolute_url(self):
        return reverse("push_plan", args=[self.pk])

    @property
    def is_open(self):
        return self.state == PushPlanState.OPEN

    @property
    def is_overdue(self):
        return self.is_open and self.until < timezone.localdate()
