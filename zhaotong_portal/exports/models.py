"""One long export: asked for on a page, made by a worker, fetched by its owner alone."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q
from django.urls import reverse


class ExportStorage(FileSystemStorage):
    """Outside the attachments: what can be made again at any time goes into no backup."""

    @property
    def base_location(self):
        return settings.EXPORT_ROOT

    @property
    def location(self):
        return str(Path(self.base_location).resolve())


def export_storage():
    return ExportStorage()


class ExportState(models.TextChoices):
    WAITING = "waiting", "排队中"
    RUNNING = "running", "正在生成"
    DONE = "done", "可以下载"
    FAILED = "failed", "没有完成"
    EXPIRED = "expired", "已过期"


UNDER_WAY = (ExportState.WAITING, ExportState.RUNNING)


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Its owner's and nobody else's, not even an administrator's: it holds what the owner may read."""
        return self.filter(owner=user.pk)

    def under_way(self):
        return self.filter(state__in=UNDER_WAY)

    def ready_and_unseen(self):
        return self.filter(state=ExportState.DONE, fetched_at=None)


class Export(models.Model):
    """`path` and `query` are the page's own address: the worker asks the page again, as `owner` in `role`."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="导出人"
    )
    role = models.CharField("角色", max_length=20)
    path = models.CharField("页面", max_length=300)
    query = models.TextField("条件", blank=True)
    title = models.CharField("名称", max_length=200)
    state = models.CharField(
        "状态", max_length=10, choices=ExportState.choices, default=ExportState.WAITING
    )
    rows = models.PositiveIntegerField("行数", default=0)
    written = models.PositiveIntegerField("已写入", default=0)
    # Who holds the job: each claim writes another one, so that a run that lost it writes nothing.
    claim = models.CharField("领取标记", max_length=32, blank=True, editable=False)
    touched_at = models.DateTimeField("最近动静", null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField("次数", default=0, editable=False)
    file = models.FileField(
        "文件", upload_to="%Y%m/", storage=export_storage, max_length=200, blank=True
    )
    size = models.PositiveBigIntegerField("大小", default=0)
    # What the gate hid in the file (gate/leaving.py), and the first places, masked.
    masked = models.PositiveIntegerField("已遮盖", default=0)
    masked_where = models.JSONField("遮盖之处", default=list, blank=True, editable=False)
    reason = models.CharField("原因", max_length=300, blank=True)
    support_number = models.CharField("支持编号", max_length=20, blank=True)
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    fetched_at = models.DateTimeField("下载时间", null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导出"
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["owner", "-asked_at"], name="export_by_owner"),
            models.Index(fields=["state", "expires_at"], name="export_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ExportState.values), name="export_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.DONE)
                | (Q(done_at__isnull=False, expires_at__isnull=False) & ~Q(file="")),
                name="export_done_has_a_file_and_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.EXPIRED) | Q(file=""),
                name="export_expired_keeps_no_file",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("exports")

    @property
    def is_under_way(self):
        return self.state in UNDER_WAY

    @property
    def tone(self):
        """A file that waits for its owner is good news, one that is gone no fault."""
        return {ExportState.DONE: "good", ExportState.EXPIRED: "neutral"}.get(self.state, "")

    @property
    def percent(self):
        """How far it is, for the bar; nothing before the first rows."""
        if not self.rows or self.state == ExportState.WAITING:
            return None
        return min(99, self.written * 100 // self.rows)
