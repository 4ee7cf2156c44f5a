"""核定: what was decided about ratings that came in a burst, from one network, or at odd hours (W12)."""

from django.conf import settings
from django.db import models

from reviews.models.rating import RatingPoint
from units.models import Unit


class FlagVerdict(models.TextChoices):
    KEPT = "kept", "计入"
    EXCLUDED = "excluded", "不计入"


class FlagDecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)


class FlagDecision(models.Model):
    """One decision about the flagged ratings of a point and day. The ratings stay, whatever was decided."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    point = models.ForeignKey(
        RatingPoint, models.PROTECT, related_name="flag_decisions", verbose_name="评议码"
    )
    day = models.DateField("评议日期")
    verdict = models.CharField("核定", max_length=8, choices=FlagVerdict)
    reason = models.TextField("理由")
    count = models.PositiveIntegerField("条数")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="核定人"
    )
    decided_at = models.DateTimeField("核定时间", auto_now_add=True)

    objects = FlagDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "疑似评议核定"
        ordering = ["-decided_at", "-pk"]

    def __str__(self):
        return f"{self.point} {self.day} {self.get_verdict_display()}"
