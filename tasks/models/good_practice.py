"""先进做法: a card that every unit may read, and who took it up (F13, 互学互鉴)."""

from django.db import models

from units.models import Unit
from units.registers.entry import Entry, Sharing, only_once, state_is_known


class GoodPractice(Entry):
    WHEN, SHARING = "published_on", Sharing.ALL

    title = models.CharField("做法", max_length=200)
    summary = models.TextField("主要做法和成效")
    published_on = models.DateField("发布日期")
    source = models.CharField("推广文件或刊物", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "先进做法"
        ordering = ["-published_on", "pk"]
        constraints = [
            state_is_known(),
            only_once("unit", message="这项做法已经登记：同一单位、同一名称。"),
        ]


class PracticeAdoption(models.Model):
    """One unit took up another's practice."""

    practice = models.ForeignKey(
        GoodPractice, models.CASCADE, related_name="adoptions", verbose_name="先进做法"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="adoptions", verbose_name="借鉴单位"
    )
    adopted_on = models.DateField("借鉴日期")
    note = models.CharField("怎样借鉴", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "借鉴记录"
        ordering = ["adopted_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "unit"],
                name="a_unit_adopts_a_practice_once",
                violation_error_message="本单位已经登记借鉴这项做法。",
            )
        ]

    def __str__(self):
        return f"{self.unit} 借鉴 {self.practice}"
