"""One upload and what became of it."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

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


class Job(models.TextChoices):
    """What a worker is asked to do with a batch whose file is too large for a request."""

    READ = "read", "读取"
    COMMIT = "commit", "导入"
    UNDO = "undo", "撤销"


# The states in which each job may stand on a row: a job is asked and done, or asked and given up, never half of it.
STATES_OF_JOBS = {
    Job.READ: (ImportState.UPLOADED, ImportState.READ),
    Job.COMMIT: (ImportState.PREVIEWED,),
    Job.UNDO: (ImportState.COMMITTED,),
}


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Imports are the administrator's; an auditor reads them (rules.md §3)."""
        return self if user.scope.reads_imports else self.none()

    def without_rows(self):
        """Without the rows of each file, which may be a hundred thousand: whoever wants them asks for them."""
        return self.defer("plan", "effects")

    def for_list(self):
        return self.select_related("uploaded_by", "committed_by").without_rows()

    def with_job(self):
        """Batches for which a worker was asked to do something that is not done."""
        return self.exclude(job="")

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
    # What was decided on the preview page: imports/choices.py.
    choices = models.JSONField("预览时的选择", default=dict, blank=True, editable=False)
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

    # A job for a worker: imports/background.py. The row says all of it, the message to the worker only which row.
    job = models.CharField("后台任务", max_length=10, choices=Job.choices, blank=True, default="")
    job_options = models.JSONField("任务选项", default=dict, blank=True, editable=False)
    job_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="任务提出人",
    )
    job_at = models.DateTimeField("任务提出时间", null=True, blank=True)
    job_sent_at = models.DateTimeField("任务送出时间", null=True, blank=True)
    job_claim = models.CharField("执行者", max_length=60, blank=True, default="", editable=False)
    job_claimed_at = models.DateTimeField("开始执行时间", null=True, blank=True)
    job_attempts = models.PositiveSmallIntegerField("执行次数", default=0)
    # What became of the last job, where it did not do what was asked.
    notice = models.CharField("处理说明", max_length=500, blank=True, default="")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(job="")
                | models.Q(job=Job.READ, state__in=STATES_OF_JOBS[Job.READ])
                | models.Q(job=Job.COMMIT, state__in=STATES_OF_JOBS[Job.COMMIT])
                | models.Q(job=Job.UNDO, state__in=STATES_OF_JOBS[Job.UNDO]),
                name="import_job_fits_its_state",
            )
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("import_batch", args=[self.pk])

    def take_job_up(self, job, actor, options):
        """Let a worker do it; not yet saved. What became of an earlier job is no longer told."""
        now = timezone.now()
        self.job, self.job_by, self.job_options = job, actor, options
        self.job_at = self.job_sent_at = now
        self.job_claim, self.job_claimed_at, self.job_attempts = "", None, 0
        self.notice = ""

    def put_job_down(self, notice=""):
        """The job is done, or will not be done: `notice` says why. Not yet saved."""
        self.job = self.job_claim = ""
        self.job_by, self.job_options = None, {}
        self.job_at = self.job_sent_at = self.job_claimed_at = None
        self.job_attempts = 0
        self.notice = notice
