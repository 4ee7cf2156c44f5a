"""消息接收方式: how a person wants to be told (E13), and the address that a mail server refused for good."""

from django.conf import settings
from django.db import models


class MailChoice(models.TextChoices):
    AT_ONCE = "at_once", "逐条发送"
    DIGEST = "digest", "每个工作日汇总一封"
    NONE = "none", "不发邮件，只在平台内提示"


class MessageChoice(models.Model):
    """Who has no row is told at once. The portal itself is always told: it disturbs nobody."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="message_choice",
        verbose_name="人员",
    )
    mail = models.CharField("邮件", max_length=10, choices=MailChoice, default=MailChoice.AT_ONCE)
    # While the person's address is still this one, nothing is mailed: a new address is tried at once.
    refused_address = models.CharField("被退回的邮箱", max_length=254, blank=True)
    refused_at = models.DateTimeField("退回时间", null=True, blank=True)
    refused_why = models.CharField("退回原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息接收方式"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mail__in=MailChoice.values), name="mail_choice_is_known"
            )
        ]

    def __str__(self):
        return f"{self.person} {self.get_mail_display()}"
