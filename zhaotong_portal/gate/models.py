"""Words that the administrator has the gate look for, and phrases that are no mark although they look like one."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from zhaotong_portal.gate.spans import Level


class WordKind(models.TextChoices):
    SECRECY = "secrecy", "涉密"
    WORK = "work", "内部事项"
    PERSONAL = "personal", "个人信息"
    ALLOWED = "allowed", "允许的说法"


LEVELS = [(Level.REFUSE.value, "不得录入"), (Level.MASK.value, "遮盖"), (Level.WARN.value, "提醒")]
SHORTEST, SHORTEST_ALLOWED = 2, 4


class GuardedWord(models.Model):
    """A word with what happens to it; an allowed phrase has no level."""

    kind = models.CharField("类别", max_length=10, choices=WordKind)
    text = models.CharField("词语", max_length=60)
    level = models.CharField(
        "处理方式", max_length=10, choices=LEVELS, blank=True, help_text="“允许的说法”不填。"
    )
    is_active = models.BooleanField("启用", default=True)
    note = models.CharField("说明", max_length=200, blank=True)
    changed_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "敏感词"
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["text"], name="a_guarded_word_stands_once",
                violation_error_message="这个词语已在列表中。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=WordKind.values), name="guarded_word_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=WordKind.ALLOWED, level="")
                | ~Q(kind=WordKind.ALLOWED) & Q(level__in=[level for level, _ in LEVELS]),
                name="guarded_word_has_its_level",
                violation_error_message="请选择处理方式；“允许的说法”不填处理方式。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.text

    def clean(self):
        self.text = " ".join(self.text.split())
        if len(self.text) < SHORTEST:
            raise ValidationError({"text": f"至少写 {SHORTEST} 个字。"})
        if self.kind == WordKind.ALLOWED and len(self.text) < SHORTEST_ALLOWED:
            text = (
                f"允许的说法至少写 {SHORTEST_ALLOWED} 个字，连同前后文一起写，以免放过真正的标志。"
            )
            raise ValidationError({"text": text})
