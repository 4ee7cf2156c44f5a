"""佐证材料: a file beside a line of the month. Never required (C24): few, of limited size, known by its digest."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tasks.models.progress import ItemProgress


class LineAttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self, "line__report__unit")


class LineAttachment(models.Model):
    """`name` is what the unit called it; where it lies says nothing about it and cannot be guessed."""

    line = models.ForeignKey(
        ItemProgress, models.CASCADE, related_name="attachments", verbose_name="事项进展"
    )
    file = models.FileField("文件", upload_to="lines/%Y/%m/")
    name = models.CharField("文件名", max_length=150)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField("校验值", max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    added_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = LineAttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "sha256"], name="one_attachment_a_line_and_content"),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_is_not_empty"),
        ]  # fmt: skip

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("attachment", args=[self.pk])
