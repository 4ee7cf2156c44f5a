"""年度结转: one row a year that ends, with what was chosen for it and what the last step made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class RolloverState(models.TextChoices):
    PREPARED = "prepared", "准备中"
    CARRIED_OUT = "carried_out", "已执行"


class YearRolloverQuerySet(models.QuerySet):
    def visible_to(self, user):
        """It looks at every unit: for those who read all of them."""
        return self if user.scope.reads_all else self.none()


class YearRollover(models.Model):
    """`year` ends; the next one begins. `choices` are those of the wizard's pages that differ from its proposals
    (tasks/rollover/choices.py), `made` the ids that an undoing needs, `counts` what the page says was done.
    """

    year = models.PositiveSmallIntegerField("年度", unique=True)
    state = models.CharField(
        "状态", max_length=12, choices=RolloverState, default=RolloverState.PREPARED
    )
    choices = models.JSONField("选择", default=dict, blank=True)
    made = models.JSONField(default=dict, blank=True, editable=False)
    counts = models.JSONField("结果", default=dict, blank=True)
    prepared_at = models.DateTimeField("开始准备", auto_now_add=True)
    carried_out_at = models.DateTimeField("执行时间", null=True, blank=True)
    carried_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="执行人",
    )

    objects = YearRolloverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度结转"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RolloverState.PREPARED, carried_out_at=None, carried_out_by=None)
                | Q(
                    state=RolloverState.CARRIED_OUT,
                    carried_out_at__isnull=False,
                    carried_out_by__isnull=False,
                ),
                name="rollover_is_carried_out_by_somebody",
            )
        ]

    def __str__(self):
        return f"{self.year}年度结转"

    def get_absolute_url(self):
        return reverse("rollover", args=[self.year])
