"""The rollup of findings by unit and year, once split by source and once by category: what the statistics page reads.

Written with the event, under the unit's lock; overdue is not kept, since the mere passing of a day changes it.
"""

from django.db import models
from django.db.models import Q

from reviews.models.finding import FindingSource

COUNTS = (
    "found", "handed", "reported", "verified", "open", "returned", "recurred", "extended", "days", "days_of",
    "rechecked", "held",
)  # fmt: skip


class FindingFigure(models.Model):
    """Exactly one of `source` and `category` splits the row; the rows of either split sum to the same totals."""

    unit = models.ForeignKey("units.Unit", models.CASCADE, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    split = models.CharField("分法", max_length=8)  # source · category
    source = models.CharField("来源", max_length=16, blank=True, choices=FindingSource)
    category = models.ForeignKey(
        "reviews.FindingCategory", models.CASCADE, null=True, blank=True, related_name="+"
    )
    found = models.PositiveIntegerField("发现", default=0)
    handed = models.PositiveIntegerField("交办", default=0)
    reported = models.PositiveIntegerField("自报整改", default=0)
    verified = models.PositiveIntegerField("核验通过", default=0)
    open = models.PositiveIntegerField("未销号", default=0)
    returned = models.PositiveIntegerField("退回次数", default=0)
    recurred = models.PositiveIntegerField("再次发现", default=0)
    extended = models.PositiveIntegerField("延期次数", default=0)
    days = models.PositiveIntegerField("整改天数合计", default=0)
    days_of = models.PositiveIntegerField("计入天数的问题", default=0)
    rechecked = models.PositiveIntegerField("已复查", default=0)
    held = models.PositiveIntegerField("复查稳固", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "问题汇总"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "source"],
                condition=Q(split="source"),
                name="one_figure_a_unit_year_and_source",
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "category"],
                condition=Q(split="category"),
                name="one_figure_a_unit_year_and_category",
            ),
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=Q(split="category", category=None),
                name="one_figure_without_category",
            ),
            models.CheckConstraint(
                condition=Q(split="source", category=None) | Q(split="category", source=""),
                name="a_figure_is_split_one_way",
            ),
        ]
        indexes = [models.Index(fields=["split", "year"], name="figure_by_split_and_year")]

    def __str__(self):
        return f"{self.unit_id} {self.year} {self.source or self.category_id}"
