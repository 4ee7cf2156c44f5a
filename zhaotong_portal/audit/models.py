"""The audit trail's one table."""

from django.conf import settings
from django.db import models


class AuditEntryQuerySet(models.QuerySet):
    def about(self, obj):
        """The history of one object, newest first."""
        return self.filter(object_type=obj._meta.label_lower, object_id=obj.pk)

    def visible_to(self, user):
        """The whole trail: auditors and administrators. A page shows its own object's history by `about`."""
        return self if user.scope.reads_audit else self.none()


class AuditEntry(models.Model):
    """One thing that somebody did. Written once, never changed.

    `changes` maps a field's Chinese label to [old, new], both as text a reader understands.
    """

    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="操作人",
    )
    actor_name = models.CharField("操作人姓名", max_length=100, blank=True)
    role = models.CharField("角色", max_length=20, blank=True)
    action = models.CharField("动作代码", max_length=60)
    action_label = models.CharField("动作", max_length=60)
    object_type = models.CharField("对象类型", max_length=60)
    object_id = models.BigIntegerField("对象编号")
    object_label = models.CharField("对象", max_length=200)
    unit_id = models.BigIntegerField("单位编号", null=True, blank=True)
    changes = models.JSONField("变更", default=dict, blank=True)
    reason = models.TextField("理由", blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "-at"], name="audit_by_object"),
            models.Index(fields=["unit_id", "-at"], name="audit_by_unit"),
            models.Index(fields=["-at"], name="audit_by_time"),
        ]

    def __str__(self):
        return f"{self.actor_name} {self.action_label} {self.object_label}"
