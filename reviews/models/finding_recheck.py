"""复查: some closed findings, drawn by lot after 60 days, are looked at once more (W10)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class RecheckVerdict(models.TextChoices):
    HELD = "held", "整改稳固"
    CAME_BACK = "came_back", "问题反弹"


class FindingRecheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The draw is the committee's business; a unit learns of it by the verdict on the finding."""
        from reviews.models.finding import Finding

        rows = self.filter(finding__in=Finding.objects.visible_to(user).order_by().values("pk"))
        return rows.exclude(verdict="") if user.scope.works_in_unit else rows

    def open(self):
        return self.filter(verdict="")


class FindingRecheck(models.Model):
    """One draw of one closing: a finding that was closed again may be drawn again."""

    finding = models.ForeignKey(
        "reviews.Finding", models.CASCADE, related_name="rechecks", verbose_name="问题"
    )
    closed_at = models.DateTimeField("销号时间")
    drawn_on = models.DateField("抽取日期")
    due_on = models.DateField("复查时限")
    verdict = models.CharField("复查结论", max_length=10, choices=RecheckVerdict, blank=True)
    text = models.TextField("复查情况", blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复查人",
    )
    checked_at = models.DateTimeField("复查时间", null=True, blank=True)

    objects = FindingRecheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "复查"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "closed_at"], name="one_draw_a_closing"),
            models.UniqueConstraint(
                fields=["finding"], condition=Q(verdict=""), name="one_open_recheck_a_finding"
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(checked_at__isnull=False),
                name="a_verdict_has_its_moment",
            ),
        ]

    def __str__(self):
        return f"{self.finding} 复查"

    @property
    def unit_id(self):
        return self.finding.unit_id
