"""年度阶段: the article's four gates of a year, each with dates and the tasks that close it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class Phase(models.TextChoices):
    PLAN = "plan", "年初统筹部署"
    QUARTERLY = "quarterly", "季度调研督导"
    MIDYEAR = "midyear", "半年攻坚推进"
    YEAREND = "yearend", "年底述职评议"


class YearPhaseQuerySet(models.QuerySet):
    def on(self, day):
        """Phases that run on a day, the one that began last first."""
        return self.filter(starts_on__lte=day, ends_on__gte=day).order_by("-starts_on")


class YearPhase(models.Model):
    """One phase of one year. Its dates come from `YEAR_PHASES` and are the committee's to move."""

    year = models.PositiveSmallIntegerField("年度")
    phase = models.CharField("阶段", max_length=10, choices=Phase)
    starts_on = models.DateField("开始")
    ends_on = models.DateField("结束")

    objects = YearPhaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度阶段"
        ordering = ["year", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["year", "phase"], name="one_phase_of_a_kind_a_year"),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="phase_is_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="phase_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return f"{self.year}年{self.get_phase_display()}"

    def get_absolute_url(self):
        return f"{reverse('year', args=[self.year])}#{self.phase}"


class PhaseTask(models.Model):
    """What a phase has to bring about: counted by a check of the portal, or ticked off by staff."""

    phase = models.ForeignKey(
        YearPhase, models.CASCADE, related_name="tasks", verbose_name="年度阶段"
    )
    title = models.CharField("任务", max_length=100)
    check_code = models.CharField(
        "自动核对", max_length=30, blank=True, help_text="空着的由工委科室办结后勾选。"
    )  # fmt: skip
    order = models.PositiveSmallIntegerField("排序", default=0)
    done_at = models.DateTimeField("办结时间", null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="办结人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "阶段任务"
        ordering = ["phase", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "title"], name="phase_task_once"),
            models.CheckConstraint(
                condition=Q(check_code="") | Q(done_at=None), name="counted_tasks_are_not_ticked"
            ),
        ]

    def __str__(self):
        return self.title
