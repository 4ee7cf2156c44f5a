"""One upload and what became of it."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from zhaotong_portal.period import PeriodField


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", "已上传"
    READ = "read", "已读取"
    PREVIEWED = "previewed", "待确认"
    COMMITTED = "committed", "已导入"
    UNDONE = "undone", "已撤销"
    REFUSED = "refused", "无法读取"
    CANCELLED = "cancelled", "已取消"
    FAILED = "failed", "出错"


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Imports are the administrator's; an auditor reads them (rules.md §3)."""
        return self if user.scope.reads_imports else self.none()

    def for_list(self):
        """Without the rows of each file, which may be tens of thousands."""
        return self.select_related("uploaded_by", "committed_by").defer("plan", "effects")

    def twin_of(self, batch):
        """The latest import of the very same file, if it was handed in before."""
        same = self.filter(sha256=batch.sha256, state=ImportState.COMMITTED).exclude(pk=batch.pk)
        return same.for_list().first()


class ImportBatch(models.Model):
    """A workbook that was handed in: kept whatever happens, so that nothing typed is lost."""

    state = models.CharField(
        "状态", max_length=12, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    file = models.FileField("文件", upload_to="imports/%Y/%m/")
    file_name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("校验值", max_length=64)
    kind = models.CharField("清单类型", max_length=30, blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    period = PeriodField("月份", null=True, blank=True)
    label = models.CharField("清单标签", max_length=50, blank=True)
    counts = models.JSONField("计数", default=dict, blank=True)
    plan = models.JSONField("逐行结果", default=dict, blank=True)
    # What `undo` needs to take the batch back: the importer's own plain data.
    effects = models.JSONField("写入内容", default=dict, blank=True, editable=False)
    refusal = models.JSONField("拒绝原因", default=dict, blank=True)
    support_number = models.CharField("支持编号", max_length=20, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="上传人",
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="导入人",
    )
    committed_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤销人",
    )
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("import_batch", args=[self.pk])
