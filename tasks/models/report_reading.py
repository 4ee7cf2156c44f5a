"""审阅: a leader has read an accepted report. Reading decides nothing, holds nothing up and makes nobody late (D4)."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from tasks.models.report import MonthlyReport


class ReportReadingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The unit and the committee's side; an inspector checks facts, a leader's words are not among them."""
        if user.scope.role == "inspector":
            return self.none()
        return user.scope.within(self, "report__unit")


class ReportReading(models.Model):
    """One a report, round and reader: a report that is accepted anew is read anew."""

    report = models.ForeignKey(
        MonthlyReport, models.CASCADE, related_name="readings", verbose_name="月度进展"
    )
    round_number = models.PositiveSmallIntegerField("轮次")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="审阅人"
    )
    # Whose reading this is when a substitute did it (units.Substitution).
    stood_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="代谁审阅",
    )
    read_at = models.DateTimeField("审阅时间", default=timezone.now)
    note = models.CharField("批示留言", max_length=500, blank=True)

    objects = ReportReadingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审阅"
        ordering = ["read_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "round_number", "reader"],
                name="one_reading_a_report_round_and_reader",
            )
        ]

    def __str__(self):
        return f"{self.report} {self.said_by}审阅"

    @property
    def said_by(self):
        """孙示例, or 李示例（代 孙示例）."""
        absent = self.stood_in_for
        return f"{self.reader.name}（代 {absent.name}）" if absent else self.reader.name
