"""月度进展: one report a unit and month, its rounds of return, and what was accepted."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tasks.models.month import Month
from units.models import Unit
from zhaotong_portal.period import PeriodField


class ReportState(models.TextChoices):
    DRAFT = "draft", "填写中"
    TO_SIGN = "to_sign", "待签发"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已通过"


EDITABLE_STATES = (ReportState.DRAFT, ReportState.RETURNED)


class MonthlyReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def of(self, period):
        return self.filter(period=period)

    def awaiting_review(self):
        """Submitted and not yet decided, oldest first: what the queue page shows."""
        return self.filter(state=ReportState.SUBMITTED).order_by("signed_at", "pk")

    def for_list(self):
        return self.select_related("unit", "unit__district", "signed_by")


class MonthlyReport(models.Model):
    """The officer drafts, the secretary signs, staff decide. Late, missing, who-has-it are computed.

    `first_signed_at` is the moment that says on time or late; no later move clears it (a withdrawal on the
    same day apart). `first_due_at` keeps the due moment that was in force for the unit then.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name="单位")
    period = PeriodField("月份")
    state = models.CharField("状态", max_length=10, choices=ReportState, default=ReportState.DRAFT)
    round_number = models.PositiveSmallIntegerField("轮次", default=1)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="送签人",
    )
    sent_at = models.DateTimeField("送签时间", null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="签发人",
    )
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    first_signed_at = models.DateTimeField("首次签发时间", null=True, blank=True)
    first_due_at = models.DateTimeField("首次签发时的截止时间", null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人打开",
    )
    opened_at = models.DateTimeField("审核打开时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    return_due_at = models.DateTimeField("退回后重报截止", null=True, blank=True)
    # How long the unit has worked on the month, whoever it was (tasks/effort.py).
    entry_seconds = models.PositiveIntegerField("填写用时（秒）", default=0, editable=False)
    last_entry_at = models.DateTimeField("最近一次保存", null=True, blank=True, editable=False)

    objects = MonthlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月度进展"
        ordering = ["-period", "unit__protocol_order"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "period"], name="one_report_a_unit_and_month"),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="report_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted"])
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="submitted_reports_are_signed",
            ),
        ]
        indexes = [
            models.Index(fields=["period", "state"], name="report_by_period_state"),
            models.Index(fields=["state", "signed_at"], name="report_queue"),
        ]

    def __str__(self):
        return f"{self.unit} {self.period.label}月度进展"

    def get_absolute_url(self):
        return f"{reverse('month', args=[self.period])}?unit={self.unit_id}"

    @cached_property
    def month(self):
        """The month's row, read once: a move locks its report anew and with it asks again."""
        return Month.objects.get(period=self.period)

    @property
    def is_editable(self):
        """In a state in which the unit writes; the lock is asked of the month (workflows.report)."""
        return self.state in EDITABLE_STATES

    @property
    def was_late(self):
        """Whether the first signature came after the due moment in force; None while unsigned."""
        return None if self.first_signed_at is None else self.first_signed_at > self.first_due_at


class ReportRound(models.Model):
    """One way of a report from the unit to the staff and back; every round is kept (D2)."""

    class Outcome(models.TextChoices):
        PENDING = "", "审核中"
        ACCEPTED = "accepted", "通过"
        RETURNED = "returned", "退回"
        HANDED_BACK = "handed_back", "书记退回"
        WITHDRAWN = "withdrawn", "撤回"
        REOPENED = "reopened", "重新开放"

    report = models.ForeignKey(
        MonthlyReport, models.CASCADE, related_name="rounds", verbose_name="月度进展"
    )
    number = models.PositiveSmallIntegerField("轮次")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField("送签时间", null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    outcome = models.CharField(
        "结果", max_length=12, choices=Outcome, blank=True, default=Outcome.PENDING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    reason = models.TextField("理由", blank=True)
    # What the unit signed in this round (tasks.snapshots): a returned round can still be read (D2).
    content = models.JSONField("签发时的内容", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报送轮次"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="rounds_are_numbered_once")
        ]

    def __str__(self):
        return f"{self.report} 第{self.number}轮"


class Remark(models.Model):
    """What staff wrote to one line (or indicator value) when they returned a report, and the unit's answer."""

    round = models.ForeignKey(
        ReportRound, models.CASCADE, related_name="remarks", verbose_name="轮次"
    )
    line = models.ForeignKey(
        "tasks.ItemProgress",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="remarks",
        verbose_name="事项进展",
    )
    value = models.ForeignKey(
        "tasks.IndicatorValue",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="remarks",
        verbose_name="指标数据",
    )
    text = models.TextField("意见")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="审核人"
    )
    written_at = models.DateTimeField("时间", auto_now_add=True)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核意见"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(line=None) | Q(value=None), name="remark_is_on_a_line_or_a_value"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
        ]

    def __str__(self):
        return self.text[:50]


class ReportSnapshot(models.Model):
    """What a report said when it was accepted. Written once: later edits never change history."""

    report = models.ForeignKey(
        MonthlyReport, models.PROTECT, related_name="snapshots", verbose_name="月度进展"
    )
    round_number = models.PositiveSmallIntegerField("轮次")
    taken_at = models.DateTimeField("时间", auto_now_add=True)
    content = models.JSONField("内容")
    sha256 = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "通过时的内容"
        ordering = ["-taken_at"]

    def __str__(self):
        return f"{self.report} {self.taken_at:%Y-%m-%d}"
