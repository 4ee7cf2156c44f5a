"""A filled-in workbook of a month, kept until its owner has decided what becomes of it."""

from django.conf import settings
from django.db import models

from tasks.models.report import MonthlyReport


class MonthUploadQuerySet(models.QuerySet):
    def mine(self, user, report):
        """Nobody but who uploaded a workbook ever sees it."""
        return self.filter(uploaded_by=user, report=report)


class MonthUpload(models.Model):
    """One a report and person; a newer one takes its place.

    In the database, not in a folder: it appears and goes in the transaction of what it brings, and no address serves
    the file as such.
    """

    report = models.ForeignKey(
        MonthlyReport, models.CASCADE, related_name="uploads", verbose_name="月度进展"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now=True)
    file_name = models.CharField("文件名", max_length=255)
    content = models.BinaryField("文件")

    objects = MonthUploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "离线填写的表格"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "uploaded_by"], name="one_upload_a_report_and_person"
            )
        ]

    def __str__(self):
        return self.file_name
