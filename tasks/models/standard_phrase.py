"""常用语: sentences that staff use again and again, offered beside the fields in which they are wanted."""

from django.db import models
from django.db.models import Q


class PhrasePurpose(models.TextChoices):
    """Beside which field a phrase is offered."""

    REMARK = "remark", "退回意见"
    QUESTION = "question", "提问"
    REOPEN = "reopen", "重新开放理由"
    DEADLINE = "deadline", "时限审批意见"


class StandardPhraseQuerySet(models.QuerySet):
    def offered(self):
        return self.filter(is_active=True)


class StandardPhrase(models.Model):
    """One sentence. Picked, it becomes part of the text that is written; what was written keeps it when it changes here."""

    purpose = models.CharField("用途", max_length=10, choices=PhrasePurpose)
    text = models.CharField("内容", max_length=200)
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    objects = StandardPhraseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        ordering = ["purpose", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "text"],
                name="phrase_once_a_purpose",
                violation_error_message="这一用途下已有相同的常用语。",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="phrase_says_something"),
            models.CheckConstraint(
                condition=Q(purpose__in=PhrasePurpose.values), name="phrase_purpose_is_known"
            ),
        ]

    def __str__(self):
        return self.text
