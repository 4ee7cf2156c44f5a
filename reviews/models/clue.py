"""问题线索: what an outside system (昭通评议) hands over under its own number (G14, L3).

转办 → 核实 → 处置 → 反馈. A discipline clue leaves a stub: its content is not stored (G21). Whoever complained stands
in a table of its own, which no list, export or search reads.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone


class ClueState(models.TextChoices):
    RECEIVED = "received", "待转办"
    FORWARDED = "forwarded", "已转办"
    VERIFIED = "verified", "已核实"
    DISPOSED = "disposed", "已处置"
    FED_BACK = "fed_back", "已反馈"
    RETURNED = "returned", "已退回"
    TRANSFERRED = "transferred", "已移送"


OPEN_CLUES = (ClueState.RECEIVED, ClueState.FORWARDED, ClueState.VERIFIED, ClueState.DISPOSED)


class ClueVerdict(models.TextChoices):
    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    NO_BASIS = "no_basis", "查无依据"


class ClueChannel(models.Model):
    """An outside system that hands clues over. Its token is stored hashed; results go to its address."""

    name = models.CharField("名称", max_length=50, unique=True)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    key_number = models.PositiveSmallIntegerField("签名密钥序号", default=1, editable=False)
    callback_url = models.URLField(
        "结果回传地址", blank=True, help_text="留空的，结果只以文件交换。"
    )
    is_active = models.BooleanField("使用中", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "线索来源系统"
        ordering = ["pk"]

    def __str__(self):
        return self.name


class ClueQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Clues are the committee's; a unit sees what was made of them, a finding."""
        if user.scope.role in ("staff", "leader", "auditor"):
            return self
        return self.none()

    def open(self):
        return self.filter(state__in=OPEN_CLUES)

    def overdue(self, day=None):
        return self.open().filter(due_on__lt=day or timezone.localdate())


class Clue(models.Model):
    channel = models.ForeignKey(ClueChannel, models.PROTECT, verbose_name="来源系统")
    outside_number = models.CharField("外部编号", max_length=100)
    state = models.CharField("状态", max_length=12, choices=ClueState, default=ClueState.RECEIVED)
    title = models.CharField("线索", max_length=300, blank=True)
    content = models.TextField("内容", blank=True)
    about = models.CharField("涉及单位（原文）", max_length=100, blank=True)
    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    received_at = models.DateTimeField("收到时间", default=timezone.now)
    due_on = models.DateField("本环节时限", null=True, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    verdict = models.CharField("核实结论", max_length=8, choices=ClueVerdict, blank=True)
    verified_text = models.TextField("核实情况", blank=True)
    disposed_text = models.TextField("处置情况", blank=True)
    result = models.TextField("反馈内容", blank=True)
    returned_text = models.TextField("退回说明", blank=True)
    transferred_to = models.CharField("移送至", max_length=100, blank=True)
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)
    finding = models.OneToOneField(
        "reviews.Finding",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="clue",
        verbose_name="问题",
    )

    objects = ClueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题线索"
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "outside_number"], name="one_clue_an_outside_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ClueState.values), name="clue_state_is_known"
            ),
            # A stub holds nothing of what was said.
            models.CheckConstraint(
                condition=~Q(state="transferred") | Q(title="", content="", about=""),
                name="a_transferred_clue_is_a_stub",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="clue_by_due")]

    def __str__(self):
        return f"线索 {self.outside_number}"

    def get_absolute_url(self):
        return reverse("clue", args=[self.pk])

    @property
    def overdue_days(self):
        if self.state not in OPEN_CLUES or self.due_on is None:
            return 0
        return max(0, (timezone.localdate() - self.due_on).days)

    @property
    def shown_title(self):
        return self.title or "（已移送，内容不保存）"


class ClueVersion(models.Model):
    """What the outside system said under the same number, each time it said something else."""

    clue = models.ForeignKey(Clue, models.CASCADE, related_name="versions", verbose_name="线索")
    number = models.PositiveSmallIntegerField("版本")
    title = models.CharField("线索", max_length=300)
    content = models.TextField("内容", blank=True)
    about = models.CharField("涉及单位（原文）", max_length=100, blank=True)
    sha256 = models.CharField("校验值", max_length=64)
    received_at = models.DateTimeField("收到时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "线索版本"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["clue", "number"], name="one_clue_version_a_number"),
        ]

    def __str__(self):
        return f"{self.clue} 第{self.number}版"


class ClueComplainant(models.Model):
    """Who complained and how to reach them: opened by named persons only, each look logged (G18)."""

    clue = models.OneToOneField(
        Clue, models.CASCADE, related_name="complainant", verbose_name="线索"
    )
    name = models.CharField("反映人", max_length=50, blank=True)
    contact = models.CharField("联系方式", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "反映人"

    def __str__(self):
        return f"{self.clue} 反映人"


class ReturnState(models.TextChoices):
    PENDING = "pending", "待回传"
    CLAIMED = "claimed", "回传中"
    SENT = "sent", "已回传"
    FAILED = "failed", "待重试"
    GIVEN_UP = "given_up", "已停止重试"


class ClueReturn(models.Model):
    """A result on its way back: written with the feedback, sent by workers, tried again for days."""

    clue = models.OneToOneField(Clue, models.CASCADE, related_name="way_back", verbose_name="线索")
    body = models.TextField("报文")
    state = models.CharField(
        "状态", max_length=10, choices=ReturnState, default=ReturnState.PENDING
    )
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试", null=True, blank=True)
    claim_token = models.CharField(max_length=36, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("回传时间", null=True, blank=True)
    error = models.CharField("原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "结果回传"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReturnState.values), name="clue_return_state_is_known"
            )
        ]
        indexes = [models.Index(fields=["state", "next_try_at"], name="clue_return_by_next_try")]

    def __str__(self):
        return f"{self.clue} 回传"
