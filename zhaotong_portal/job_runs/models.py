from django.db import models


class Outcome(models.TextChoices):
    DONE = "done", "已完成"
    IDLE = "idle", "没有要办的"
    FAILED = "failed", "出错"


class JobRun(models.Model):
    """One run of a job. Runs in a row that found nothing to do are one row, with their number."""

    name = models.CharField("任务", max_length=100)
    began_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间")
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    times = models.PositiveIntegerField("次数", default=1)
    said = models.CharField("说明", max_length=300, blank=True)
    units = models.JSONField("各单位结果", default=list, blank=True)
    support_number = models.CharField("错误编号", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务运行"
        ordering = ["-ended_at", "-pk"]
        indexes = [models.Index(fields=["name", "-ended_at"], name="last_run_of_a_job")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="job_outcome_is_known"
            )
        ]

    def __str__(self):
        return f"{self.name} {self.get_outcome_display()}"
