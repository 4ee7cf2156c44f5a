"""投递: the outbox. The truth of what was sent is here, not in the broker."""

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When

from tasks.models.reminder import ReminderSheet
from tasks.models.robot import Robot
from units.models import Unit


class Channel(models.TextChoices):
    PORTAL = "portal", "平台"
    MAIL = "mail", "邮件"
    ROBOT = "robot", "群机器人"


class DeliveryState(models.TextChoices):
    PENDING = "pending", "待发送"
    CLAIMED = "claimed", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "失败，待重试"
    GIVEN_UP = "given_up", "多次失败，已停止"
    GATHERED = "gathered", "已并入汇总"
    BOUNCED = "bounced", "被退回"


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self, "sheet__unit")


class Delivery(models.Model):
    """One message to one recipient by one channel. `message_id` is stable: a second try is the same mail."""

    sheet = models.ForeignKey(
        ReminderSheet,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name="提示单",
    )
    # A person, or a unit's robot.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name="收件人",
    )
    robot = models.ForeignKey(
        Robot,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name="群机器人",
    )
    # Prompts count for the unit: no more than so many a week.
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    is_prompt = models.BooleanField("提示", default=False)
    for_digest = models.BooleanField("并入汇总", default=False)
    digest = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="gathered", verbose_name="汇总"
    )
    channel = models.CharField("渠道", max_length=10, choices=Channel)
    # What must not be sent twice: a sheet's pk and version, or a message's own key.
    dedupe_key = models.CharField("唯一键", max_length=100)
    subject = models.CharField("主题", max_length=200)
    body = models.TextField("正文")
    link = models.CharField("链接", max_length=200, blank=True)
    message_id = models.CharField("邮件编号", max_length=200, unique=True)
    state = models.CharField(
        "状态", max_length=10, choices=DeliveryState, default=DeliveryState.PENDING
    )
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    # How often it may have gone out without anybody knowing: once more is allowed, not for ever.
    unsure = models.PositiveSmallIntegerField("可能已送出的次数", default=0)
    claimed_until = models.DateTimeField("占用至", null=True, blank=True)
    claim_token = models.CharField(max_length=36, blank=True, editable=False)
    next_try_at = models.DateTimeField("下次发送", null=True, blank=True)
    # From when on somebody may take it: computed by the database, so that the longest wait is the first of one index.
    ready_at = models.GeneratedField(
        expression=Case(
            When(for_digest=True, then=None),
            When(state=DeliveryState.PENDING, then="created_at"),
            When(state=DeliveryState.FAILED, then="next_try_at"),
            When(state=DeliveryState.CLAIMED, then="claimed_until"),
        ),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    error = models.TextField("错误", blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投递"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key", "recipient", "channel"],
                name="one_delivery_a_message_recipient_channel",
            ),
            models.UniqueConstraint(
                fields=["dedupe_key", "robot"],
                condition=Q(robot__isnull=False),
                name="one_delivery_a_message_and_robot",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, robot=None)
                | Q(recipient=None, robot__isnull=False, channel="robot"),
                name="deliveries_go_to_a_person_or_a_robot",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["ready_at", "id"], name="delivery_ready"),
            models.Index(fields=["state", "next_try_at"], name="delivery_due"),
            models.Index(
                fields=["unit", "created_at"],
                condition=Q(is_prompt=True),
                name="prompts_of_a_unit",
            ),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to_whom}"

    @property
    def to_whom(self):
        return str(self.recipient.name if self.recipient_id else self.robot)
