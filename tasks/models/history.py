"""历史汇总: totals of the years before the portal, for which no rows exist. Shown apart, never added to anything."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from tasks.models.indicator import Indicator
from units.models import District, Unit
from units.names import name_key
from zhaotong_portal.wording import number_text

FIRST_YEAR, LAST_YEAR = 1990, 2100
WHOLE = "市直机关"
# A number as it is written, still without what it counts: 600余, 3万.
BARE_ENDS = "0123456789十百千万亿余多几来"
IDENTITY = ("indicator", "label_key", "unit", "district", "from_year", "to_year")


class HistoryTotalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit reads its own totals; those of districts and of the whole are for who reads all (rules.md §3)."""
        return user.scope.within(self)

    def for_list(self):
        return self.select_related("indicator", "unit", "district")


class HistoryTotal(models.Model):
    """One total as a paper of its time states it: of an indicator, or of a figure by a name of its own.

    Without unit and district it is the whole committee's. Each span of years is a total of its own: that of
    2023–2025 is no sum of what stands here for the single years, and nothing here is ever summed.
    """

    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="history_totals",
        verbose_name="指标",
    )
    label = models.CharField("名称", max_length=60, blank=True, help_text="不在指标目录中的填写。")
    label_key = models.CharField(max_length=60, editable=False, blank=True)
    measure = models.CharField(
        "计量单位", max_length=10, blank=True, help_text="目录中的指标不填，以目录为准。"
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="history_totals",
        verbose_name="单位",
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="history_totals",
        verbose_name="片区",
    )
    from_year = models.PositiveSmallIntegerField("起始年度")
    to_year = models.PositiveSmallIntegerField("截止年度")
    value = models.DecimalField("数值", max_digits=14, decimal_places=2)
    is_approximate = models.BooleanField("约数（数值为下限）", default=False)
    as_written = models.CharField("原文写法", max_length=60, blank=True)
    source = models.CharField("出处", max_length=200, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    import_batch = models.ForeignKey(
        "portal.ImportBatch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = HistoryTotalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "历史汇总"
        ordering = ["-to_year", "from_year", "indicator__order", "label", "pk"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("indicator", 0),
                "label_key",
                Coalesce("unit", 0),
                Coalesce("district", 0),
                "from_year",
                "to_year",
                name="one_history_total_a_figure_scope_and_span",
            ),
            models.CheckConstraint(
                condition=Q(indicator__isnull=False, label="", label_key="", measure="")
                | (Q(indicator=None) & ~Q(label_key="") & ~Q(label="")),
                name="history_total_counts_one_thing",
                violation_error_message="请选择指标目录中的一项，或另写名称和计量单位，不能两样都写。",
            ),
            models.CheckConstraint(
                condition=Q(unit=None) | Q(district=None),
                name="history_total_has_one_scope",
                violation_error_message="单位和片区只能选一样；都不选的是全市直的合计。",
            ),
            models.CheckConstraint(
                condition=Q(
                    from_year__gte=FIRST_YEAR, to_year__lte=LAST_YEAR, to_year__gte=F("from_year")
                ),
                name="history_total_spans_years",
                violation_error_message="截止年度不能早于起始年度。",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="history_total_is_not_negative",
                violation_error_message="数值不能小于 0。",
            ),
        ]
        indexes = [models.Index(fields=["unit", "from_year"], name="history_by_unit_and_year")]

    def __str__(self):
        return f"{self.scope_name} {self.years} {self.name}"

    def save(self, **kwargs):
        self.label_key = name_key(self.label)
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("history_total", args=[self.pk])

    def clean(self):
        """A form leaves out the key, and with it the constraints that ask of it: the same in words."""
        self.label = " ".join(self.label.split())
        self.label_key = name_key(self.label)
        if bool(self.indicator_id) == bool(self.label_key) or (self.indicator_id and self.measure):
            raise ValidationError("请选择指标目录中的一项，或另写名称和计量单位，不能两样都写。")
        same = HistoryTotal.objects.filter(**{name: getattr(self, name) for name in IDENTITY})
        if same.exclude(pk=self.pk).exists():
            raise ValidationError("同一范围、同一年度的这项合计已经有了，请在原有记录上修改。")

    @property
    @admin.display(description="指标")
    def name(self):
        return self.indicator.name if self.indicator_id else self.label

    @property
    def counted_in(self):
        """次, 场, 家: totals of different ones say nothing about each other."""
        return self.indicator.get_quantity_display() if self.indicator_id else self.measure

    @property
    @admin.display(description="范围")
    def scope_name(self):
        return str(self.unit or self.district or WHOLE)

    @property
    @admin.display(description="年度")
    def years(self):
        if self.from_year == self.to_year:
            return f"{self.from_year}年"
        return f"{self.from_year}–{self.to_year}年"

    @property
    @admin.display(description="数值")
    def value_text(self):
        """As the paper says it (600余次), else the number with its measure."""
        if not self.as_written:
            places = 0 if self.value == self.value.to_integral_value() else 2
            return f"{number_text(self.value, places)}{self.counted_in}"
        bare = self.as_written[-1] in BARE_ENDS
        return f"{self.as_written}{self.counted_in}" if bare else self.as_written
