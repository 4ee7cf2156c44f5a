"""工作提示单: one live sheet a unit and month; its lines are bound to conditions on the ledger."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tasks.models.work_item import WorkItem
from units.models import Unit
from zhaotong_portal.period import PeriodField


class SheetState(models.TextChoices):
    COMPOSED = "composed", "待印发"
    ISSUED = "issued", "已印发"
    RECALLED = "recalled", "已收回"


class LineState(models.TextChoices):
    OPEN = "open", "未销"
    ANSWERED = "answered", "已答复"
    PROVISIONAL = "provisional", "待确认"
    CLOSED = "closed", "已销"
    CARRIED = "carried", "转入下月"


class CommonText(models.Model):
    """The part that staff write once for all sheets of a month."""

    period = PeriodField("月份", unique=True)
    text = models.TextField("共同事项", blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撰写人",
    )
    written_at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "共同事项"

    def __str__(self):
        return f"{self.period.label}共同事项"


class ReminderSheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Units see what was issued to them; a composed sheet is still the committee's."""
        rows = user.scope.within(self)
        return rows if user.scope.reads_all else rows.exclude(state=SheetState.COMPOSED)

    def live(self):
        return self.exclude(state=SheetState.RECALLED)

    def of(self, period):
        return self.filter(period=period)

    def for_list(self):
        return self.select_related("unit", "unit__district", "issued_by", "signed_for_by")


class ReminderSheet(models.Model):
    """A month's sheet for one unit. Issuing gives the number and freezes the text (`paper`)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sheets", verbose_name="单位")
    period = PeriodField("月份")
    version = models.PositiveSmallIntegerField("版次", default=1)
    state = models.CharField("状态", max_length=10, choices=SheetState, default=SheetState.COMPOSED)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    opening = models.TextField("开头", blank=True)
    common_text = models.TextField("共同事项", blank=True)
    paper = models.JSONField("印发时的全文", default=dict, blank=True)
    composed_at = models.DateTimeField("拟制时间", auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="印发人",
    )
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="收回人",
    )
    recalled_at = models.DateTimeField("收回时间", null=True, blank=True)
    recall_reason = models.TextField("收回理由", blank=True)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="阅读人",
    )
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    signed_for_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="签收人",
    )
    signed_for_at = models.DateTimeField("签收时间", null=True, blank=True)

    objects = ReminderSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作提示单"
        ordering = ["-period", "unit__protocol_order", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period"],
                condition=~Q(state="recalled"),
                name="one_live_sheet_per_unit_and_month",
            ),
            models.UniqueConstraint(
                fields=["unit", "period", "version"], name="sheet_versions_are_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["document_number"],
                condition=~Q(document_number=""),
                name="document_number_given_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SheetState.values), name="sheet_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="composed", document_number="", issued_at=None)
                | (
                    ~Q(state="composed")
                    & ~Q(document_number="")
                    & Q(issued_at__isnull=False, issued_by__isnull=False)
                ),
                name="issued_sheets_have_a_number_and_a_name",
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.period.label}工作提示单"

    def get_absolute_url(self):
        return reverse("sheet", args=[self.pk])


class SheetLine(models.Model):
    """One thing a sheet asks for. `condition` names the rule that closes it (tasks/composing.py).

    The subject is an item, or whatever a higher app knows under `subject_key` (such as `finding:12`).
    """

    sheet = models.ForeignKey(
        ReminderSheet, models.CASCADE, related_name="lines", verbose_name="提示单"
    )
    order = models.PositiveSmallIntegerField("序号")
    condition = models.CharField("条件", max_length=30)
    subject_key = models.CharField("对象", max_length=60)
    item = models.ForeignKey(
        WorkItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sheet_lines",
        verbose_name="事项",
    )
    heading = models.CharField("标题", max_length=500)
    text = models.TextField("内容")
    due_on = models.DateField("要求时限", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=LineState, default=LineState.OPEN)
    times_carried = models.PositiveSmallIntegerField("已提示次数", default=0)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提示事项"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "condition", "subject_key"],
                name="one_line_a_condition_and_subject",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LineState.values), name="sheet_line_state_is_known"
            ),
        ]
        indexes = [models.Index(fields=["subject_key", "state"], name="sheet_line_by_subject")]

    def __str__(self):
        return self.heading
