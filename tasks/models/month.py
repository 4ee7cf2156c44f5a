"""填报月: the month as a row, with its clock (rules.md §1) and the exceptions of single units."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from units.models import Unit
from zhaotong_portal.period import PeriodField
from zhaotong_portal.wording import moment_text


class MonthQuerySet(models.QuerySet):
    def unlocked(self):
        return self.filter(locked_at=None)


class Month(models.Model):
    """A period that was opened. Moments are half-open: on time is before or at `due_at`."""

    period = PeriodField("月份", unique=True)
    opens_on = models.DateField("开放日期")
    due_at = models.DateTimeField("截止时间")
    grace_until = models.DateTimeField("宽限至")
    lock_at = models.DateTimeField("锁定时间")
    opened_at = models.DateTimeField("实际开放", auto_now_add=True)
    locked_at = models.DateTimeField("实际锁定", null=True, blank=True)

    objects = MonthQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "填报月"
        ordering = ["-period"]
        constraints = [
            models.CheckConstraint(
                condition=Q(grace_until__gte=F("due_at"), lock_at__gte=F("grace_until")),
                name="month_clock_runs_forward",
            )
        ]

    def __str__(self):
        return self.period.label

    @property
    def is_locked(self):
        return self.locked_at is not None


class MonthException(models.Model):
    """免报 or 延期 for one unit and month, with a reason."""

    class Kind(models.TextChoices):
        EXEMPT = "exempt", "免报"
        EXTENDED = "extended", "延期"

    month = models.ForeignKey(Month, models.CASCADE, related_name="exceptions", verbose_name="月份")
    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="month_exceptions", verbose_name="单位"
    )
    kind = models.CharField("例外", max_length=10, choices=Kind)
    due_at = models.DateTimeField("延期至", null=True, blank=True)
    reason = models.CharField("理由", max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批准人",
    )
    granted_at = models.DateTimeField("批准时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "月份例外"
        constraints = [
            models.UniqueConstraint(
                fields=["month", "unit"], name="one_exception_a_unit_and_month"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exception_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind="exempt", due_at=None) | Q(kind="extended", due_at__isnull=False),
                name="only_an_extension_has_a_moment",
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.month} {self.get_kind_display()}"

    def clean(self):
        if self.month_id is None:
            return
        if self.month.is_locked:
            raise ValidationError(f"{self.month}已锁定，数据不再变动，不能再设例外。")
        if self.kind != self.Kind.EXTENDED or not self.due_at:
            return
        if self.due_at <= self.month.due_at:
            raise ValidationError(
                {"due_at": f"延期须晚于该月的截止时间（{moment_text(self.month.due_at)}）。"}
            )
        if self.due_at > self.month.lock_at:
            raise ValidationError({"due_at": "延期不能晚于该月的锁定时间。"})
