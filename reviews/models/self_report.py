"""述职报告: what a secretary files for the year, with the own problems (查摆) and answers to last year's (I3, I4, I6)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from reviews.models.assessment import Assessment


class SelfReportState(models.TextChoices):
    DRAFT = "draft", "撰写中"
    TO_SIGN = "to_sign", "待签发"
    FILED = "filed", "待审核"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已受理"


class SelfReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What the unit has not filed yet is its own."""
        seen = Assessment.objects.visible_to(user).order_by().values("pk")
        rows = self.filter(assessment__in=seen)
        if user.scope.works_in_unit:
            return rows
        return rows.exclude(state__in=[SelfReportState.DRAFT, SelfReportState.TO_SIGN])


class SelfReport(models.Model):
    """Written by paragraph (`paragraphs` {key: text}, keys of settings.SELF_REPORT_PARAGRAPHS) or uploaded as a file."""

    assessment = models.OneToOneField(
        Assessment, models.CASCADE, related_name="self_report", verbose_name="考核"
    )
    state = models.CharField(
        "状态", max_length=10, choices=SelfReportState, default=SelfReportState.DRAFT
    )
    paragraphs = models.JSONField("报告内容", default=dict, blank=True)
    file = models.FileField("报告文件", upload_to="self_reports/%Y/", blank=True)
    file_name = models.CharField("文件名", max_length=150, blank=True)
    size = models.PositiveIntegerField("字节", default=0)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    edited_at = models.DateTimeField("修改时间", auto_now=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="签发人",
    )  # fmt: skip
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="审核人",
    )  # fmt: skip
    checked_at = models.DateTimeField("审核时间", null=True, blank=True)
    remark = models.TextField("审核意见", blank=True)

    objects = SelfReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "述职报告"
        ordering = ["assessment"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SelfReportState.values), name="self_report_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["filed", "accepted"]) | Q(signed_by__isnull=False),
                name="filed_self_report_is_signed",
            ),
        ]

    def __str__(self):
        return f"{self.assessment.unit}{self.assessment.year}年度述职报告"

    def get_absolute_url(self):
        return reverse("self_report", args=[self.assessment_id])

    @property
    def unit_id(self):
        return self.assessment.unit_id


class OwnProblem(models.Model):
    """查摆: a problem that the unit names itself."""

    self_report = models.ForeignKey(
        SelfReport, models.CASCADE, related_name="own_problems", verbose_name="述职报告"
    )
    order = models.PositiveSmallIntegerField("序号")
    problem = models.CharField("问题", max_length=500)
    cause = models.CharField("原因", max_length=500, blank=True)
    measure = models.CharField("整改措施", max_length=500, blank=True)
    evidence = models.CharField("具体表现", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "查摆问题"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["self_report", "order"], name="own_problems_are_numbered_once"
            ),
            models.CheckConstraint(condition=~Q(problem=""), name="own_problem_says_something"),
        ]

    def __str__(self):
        return self.problem


class LastYearAnswer(models.Model):
    """What was done about a problem that last year's assessment fed back; asked of each before the filing."""

    self_report = models.ForeignKey(
        SelfReport, models.CASCADE, related_name="answers", verbose_name="述职报告"
    )
    finding = models.ForeignKey(
        "reviews.Finding", models.PROTECT, related_name="+", verbose_name="上年反馈问题"
    )
    text = models.TextField("整改情况")

    class Meta:
        verbose_name = verbose_name_plural = "上年问题答复"
        ordering = ["finding"]
        constraints = [
            models.UniqueConstraint(
                fields=["self_report", "finding"], name="one_answer_a_problem_of_last_year"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="answer_says_something"),
        ]

    def __str__(self):
        return str(self.finding)
