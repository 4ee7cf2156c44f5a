"""重点任务: what the committee assigns; a template fans out to one item a unit."""

from django.db import models
from django.db.models import Q

from units.models import District, Unit, UnitKind


class Audience(models.TextChoices):
    ALL = "all", "全部单位"
    KINDS = "kinds", "按单位类型"
    DISTRICTS = "districts", "按片区"
    UNITS = "units", "指定单位"


class KeyTaskTemplate(models.Model):
    """One key task of a year. `audience` says to whom; `tasks.assigning` fans it out."""

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("重点任务", max_length=500)
    title_key = models.CharField(max_length=500, editable=False)
    requirements = models.TextField("内容及要求", blank=True)
    deadline = models.DateField("完成时限", null=True, blank=True)
    deadline_kind = models.CharField("时限类型", max_length=10, default="none")
    audience = models.CharField("范围", max_length=10, choices=Audience, default=Audience.ALL)
    kinds = models.JSONField("单位类型", default=list, blank=True)
    districts = models.ManyToManyField(District, blank=True, verbose_name="片区")
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="单位")
    import_batch = models.ForeignKey(
        "portal.ImportBatch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = verbose_name_plural = "重点任务（工委）"
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "title_key"], name="one_key_task_a_year_and_title"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="audience_is_known"
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        from units.names import name_key

        self.title_key = name_key(self.title)
        super().save(**kwargs)

    def assigned_units(self):
        """The active units this task is for."""
        units = Unit.objects.active()
        if self.audience == Audience.KINDS:
            return units.filter(kind__in=[kind for kind in self.kinds if kind in UnitKind.values])
        if self.audience == Audience.DISTRICTS:
            return units.filter(district__in=self.districts.all())
        if self.audience == Audience.UNITS:
            return units.filter(pk__in=self.units.values("pk"))
        return units
