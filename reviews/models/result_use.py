"""结果运用: for what a grade was used (评优、选任、问责). Read by the persons named for 约谈, each look on record (I15)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from units.models import Unit
from units.registers.entry import FIRST_YEAR, LAST_YEAR


class UseKind(models.TextChoices):
    HONOURING = "honouring", "评优"
    SELECTION = "selection", "选任"
    ACCOUNTABILITY = "accountability", "问责"


class ResultUseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Nobody by role alone."""
        from reviews.interviews import may_look

        return self.all() if may_look(user) else self.none()

    def for_list(self):
        return self.select_related("unit", "entered_by")


class ResultUse(models.Model):
    audit_unit_id = 0  # the trail of the unit is read by more people than the record

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("考核年度")
    grade = models.CharField("考核等次", max_length=20)
    kind = models.CharField("运用方式", max_length=14, choices=UseKind)
    detail = models.TextField("运用情况")
    used_on = models.DateField("日期")
    document = models.CharField("依据文件", max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False,
        verbose_name="登记人",
    )  # fmt: skip

    objects = ResultUseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结果运用"
        ordering = ["-used_on", "unit__protocol_order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=UseKind.values), name="use_is_known"),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="use_year_is_one"
            ),
        ]

    def __str__(self):
        """What the trail of looks may say: no name, no unit."""
        return f"结果运用记录第 {self.pk} 号"

    def get_absolute_url(self):
        return reverse("result_use", args=[self.pk])
