"""时限变更: asked with a reason, decided by staff; the first deadline is never lost."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.models.work_item import DeadlineKind, WorkItem


class DeadlineChangeState(models.TextChoices):
    ASKED = "asked", "待审批"
    GRANTED = "granted", "已同意"
    DECLINED = "declined", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class DeadlineChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self, "item__unit")

    def open(self):
        return self.filter(state=DeadlineChangeState.ASKED)


class DeadlineChange(models.Model):
    """One request to move an item's deadline; at most one open at a time."""

    item = models.ForeignKey(
        WorkItem, models.CASCADE, related_name="deadline_changes", verbose_name="事项"
    )
    state = models.CharField(
        "状态", max_length=10, choices=DeadlineChangeState, default=DeadlineChangeState.ASKED
    )
    old_deadline = models.DateField("原时限", null=True, blank=True)
    old_deadline_kind = models.CharField("原时限类型", max_length=10, choices=DeadlineKind)
    new_deadline = models.DateField("申请时限", null=True, blank=True)
    new_deadline_kind = models.CharField(
        "申请时限类型", max_length=10, choices=DeadlineKind, default=DeadlineKind.DATE
    )
    reason = models.TextField("理由")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="申请人"
    )
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
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
    import_batch = models.ForeignKey(
        "portal.ImportBatch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = DeadlineChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "时限变更"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="asked"), name="one_open_deadline_change_an_item"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="deadline_change_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state__in=DeadlineChangeState.values),
                name="deadline_change_state_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.item} 时限变更"

    @property
    def unit_id(self):
        return self.item.unit_id
