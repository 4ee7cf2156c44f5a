"""延期申请: asked by the unit before the due day, decided by staff; each one that was granted is counted (G5)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ExtensionState(models.TextChoices):
    ASKED = "asked", "待审批"
    GRANTED = "granted", "已同意"
    DECLINED = "declined", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class FindingExtensionQuerySet(models.QuerySet):
    def visible_to(self, user):
        from reviews.models.finding import Finding

        return self.filter(finding__in=Finding.objects.visible_to(user).order_by().values("pk"))

    def open(self):
        return self.filter(state=ExtensionState.ASKED)


class FindingExtension(models.Model):
    finding = models.ForeignKey(
        "reviews.Finding", models.CASCADE, related_name="extensions", verbose_name="问题"
    )
    state = models.CharField(
        "状态", max_length=10, choices=ExtensionState, default=ExtensionState.ASKED
    )
    old_due_on = models.DateField("原时限")
    new_due_on = models.DateField("申请时限")
    reason = models.TextField("理由")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="申请人"
    )
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    granted_until = models.DateField("同意至", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审批人",
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decision = models.TextField("审批意见", blank=True)

    objects = FindingExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改延期"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding"], condition=Q(state="asked"), name="one_open_extension_a_finding"
            ),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")), name="an_extension_is_later"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_extension_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state__in=ExtensionState.values), name="extension_state_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.finding} 延期"

    @property
    def unit_id(self):
        return self.finding.unit_id
