"""投递: the outbox. The truth of what was sent is here, not in the broker."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.models.reminder import ReminderSheet


class Channel(models.TextChoices):
    PORTAL = "portal", "平台"
    MAIL = "mail", "邮件"


class DeliveryState(models.TextChoices):
    PENDING = "pending", "待发送"
    CLAIMED = "claimed", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "失败，待重试"
    GIVEN_UP = "given_up", "多次失败，已停止"


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
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="deliveries", verbose_name="收件人"
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
    claimed_until = models.DateTimeField("占用至", null=True, blank=True)
    claim_token = models.CharField(max_length=36, blank=True, editable=False)
    next_try_at = models.DateTimeField("下次发送", null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "next_try_at"], name="delivery_due")]

    def __str__(self):
        return f"{self.subject} → {self.recipient}"
