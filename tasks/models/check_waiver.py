"""豁免: one check is not asked about one thing for a while, with a name, a reason and an end (D14)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from units.models import Unit


class CheckWaiverQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def in_force(self, day=None):
        """Granted, not taken back, and its last day not over."""
        return self.filter(ended_at=None, until__gte=day or timezone.localdate())

    def by_subject(self) -> dict:
        rows = self.select_related("granted_by", "unit", "unit__district")
        return {(row.check_key, row.subject_key): row for row in rows}


class CheckWaiver(models.Model):
    """`check_key` and `subject_key` say which contradiction; `what` keeps how it read when it was granted."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    check_key = models.SlugField("核对项", max_length=40)
    subject_key = models.SlugField("对象", max_length=60)
    what = models.TextField("豁免时的内容")
    reason = models.TextField("理由")
    granted_on = models.DateField("批准日期", default=timezone.localdate)
    until = models.DateField("截止日期")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="批准人"
    )
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)

    objects = CheckWaiverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核对豁免"
        ordering = ["-granted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_key", "subject_key"],
                condition=Q(ended_at=None),
                name="one_waiver_a_contradiction",
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("granted_on")), name="waiver_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.unit}：{self.what}"[:200]
