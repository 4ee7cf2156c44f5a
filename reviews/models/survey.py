"""第三方测评: a sample survey by somebody outside, shown beside the ratings and never added to them (H17)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from units.models import Unit


class SurveyResultQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)


class SurveyResult(models.Model):
    """How many of those asked about one unit were satisfied, by whose survey."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="surveys", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("测评名称", max_length=100)
    surveyor = models.CharField("测评机构", max_length=100, blank=True)
    asked = models.PositiveIntegerField("有效样本")
    satisfied = models.PositiveIntegerField("满意样本")
    held_on = models.DateField("测评日期", null=True, blank=True)
    row_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    import_batch = models.ForeignKey(
        "portal.ImportBatch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = SurveyResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "第三方测评"
        ordering = ["-year", "title", "unit__protocol_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "title"], name="one_survey_result_a_unit_year_title"
            ),
            models.CheckConstraint(
                condition=Q(asked__gt=0) & Q(satisfied__lte=F("asked")),
                name="satisfied_are_among_the_asked",
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.unit}"

    def get_absolute_url(self):
        """Where it is shown: beside the unit's ratings."""
        return f"{reverse('unit_ratings', args=[self.unit_id])}?since={self.year}-01&until={self.year}-12"

    @property
    def rate(self):
        return self.satisfied / self.asked
