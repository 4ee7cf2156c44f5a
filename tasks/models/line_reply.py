"""答复: what a unit says to a line of its sheet: done, later until a day, or help is needed (E18)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.models.reminder import SheetLine


class ReplyKind(models.TextChoices):
    DONE = "done", "已办结"
    LATER = "later", "需延后"
    HELP = "help", "需协助"


class ReplyState(models.TextChoices):
    OPEN = "open", "待工委处理"
    TAKEN = "taken", "工委已认可"
    DECLINED = "declined", "工委未认可"
    REPLACED = "replaced", "已另作答复"


class LineReplyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self, "line__sheet__unit")

    def waiting(self):
        return self.filter(state=ReplyState.OPEN)

    def for_list(self):
        return self.select_related(
            "line__sheet__unit__district", "line__item", "replied_by", "decided_by", "points_to"
        )


class LineReply(models.Model):
    """A later reply stands beside the earlier ones. `points_to`: the same line of the sheet that replaced a recalled one."""

    line = models.ForeignKey(
        SheetLine, models.CASCADE, related_name="replies", verbose_name="提示事项"
    )
    kind = models.CharField("答复", max_length=10, choices=ReplyKind)
    until = models.DateField("延后至", null=True, blank=True)
    text = models.TextField("说明", blank=True)
    state = models.CharField("状态", max_length=10, choices=ReplyState, default=ReplyState.OPEN)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="答复人"
    )
    replied_at = models.DateTimeField("答复时间")
    answer = models.TextField("工委意见", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="处理人",
    )
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    points_to = models.ForeignKey(
        SheetLine,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="earlier_replies",
        verbose_name="转至新单",
    )

    objects = LineReplyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提示事项答复"
        ordering = ["replied_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(state="open"),
                name="one_open_reply_a_line",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReplyKind.values), name="line_reply_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReplyState.values), name="line_reply_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="later") | Q(until__isnull=False),
                name="later_says_until_when",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.line}"

    def get_absolute_url(self):
        return self.line.sheet.get_absolute_url()
