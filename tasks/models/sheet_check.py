"""核对: how a person had last seen the sheets of a month before issuing, so that the next look shows what changed (E16)."""

from django.conf import settings
from django.db import models

from zhaotong_portal.period import PeriodField


class SheetCheck(models.Model):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="核对人"
    )
    period = PeriodField("月份")
    checked_at = models.DateTimeField("核对时间")
    # {unit id: [[condition, subject, heading, text], …]}, as it was on the page.
    seen = models.JSONField("当时的内容", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "提示单核对"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "period"], name="one_sheet_check_a_person_and_month"
            )
        ]

    def __str__(self):
        return f"{self.person} {self.period.label}"
