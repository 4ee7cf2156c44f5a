"""指标: the catalogue of what a month asks for, and the values that units report."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from units.models import PartyOrganisation, Unit
from zhaotong_portal.period import PeriodField


class IndicatorLevel(models.TextChoices):
    """Who holds a value: each party organisation, the unit, or the committee."""

    ORGANISATION = "O", "基层党组织"
    UNIT = "U", "单位"
    COMMITTEE = "C", "工委"


class QuantityType(models.TextChoices):
    """Never added across types (C15)."""

    TIMES = "times", "次"
    CLASSES = "classes", "期"
    SESSIONS = "sessions", "场"
    PERSON_TIMES = "person_times", "人次"
    PERSONS = "persons", "名"
    PIECES = "pieces", "个"
    ITEMS = "items", "项"
    DOCUMENTS = "documents", "份"
    TEN_THOUSAND_YUAN = "ten_thousand_yuan", "万元"


class IndicatorSource(models.TextChoices):
    """Typed in the month; counted from activities alone; or from a register and asked of nobody."""

    TYPED = "typed", "填报"
    ACTIVITIES = "activities", "活动"
    LEDGER = "ledger", "台账"


class ValueState(models.TextChoices):
    """Silence and nothing-to-report are never the same; 未报 (missing) is computed."""

    REPORTED = "reported", "已报"
    ZERO = "zero", "零报告"
    NOT_APPLICABLE = "not_applicable", "不适用"
    EXEMPT = "exempt", "免报"


class IndicatorQuerySet(models.QuerySet):
    def asked_of_units(self):
        """What a unit types in its month: the catalogue never asks for what a ledger already knows."""
        return self.filter(
            is_active=True,
            source=IndicatorSource.TYPED,
            level__in=[IndicatorLevel.ORGANISATION, IndicatorLevel.UNIT],
        )


class Indicator(models.Model):
    """A row of the catalogue. `is_stock`: the last value holds; otherwise months sum."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=1, choices=IndicatorLevel)
    quantity = models.CharField("数量单位", max_length=20, choices=QuantityType)
    source = models.CharField(
        "来源", max_length=12, choices=IndicatorSource, default=IndicatorSource.TYPED
    )
    is_stock = models.BooleanField("存量（取最后值）", default=False)
    definition = models.TextField("口径", blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=IndicatorLevel.values), name="indicator_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(quantity__in=QuantityType.values), name="indicator_quantity_is_known"
            ),
        ]

    def __str__(self):
        return self.name


class IndicatorValueQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)


class IndicatorValue(models.Model):
    """One value an indicator, holder and month. `organisation` None: the unit itself holds it."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="values", verbose_name="指标"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="indicator_values", verbose_name="单位"
    )
    organisation = models.ForeignKey(
        PartyOrganisation, models.PROTECT, null=True, blank=True, related_name="indicator_values",
        verbose_name="党组织",
    )  # fmt: skip
    period = PeriodField("月份")
    state = models.CharField("状态", max_length=16, choices=ValueState)
    value = models.DecimalField("数值", max_digits=12, decimal_places=2, null=True, blank=True)
    reason = models.CharField("说明", max_length=300, blank=True)
    edited_at = models.DateTimeField("填写时间", auto_now=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填写人",
    )
    version = models.PositiveIntegerField("版本", default=0)

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标数据"
        ordering = ["indicator__order", "organisation__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "period"],
                condition=Q(organisation=None),
                name="one_value_a_unit_and_month",
            ),
            models.UniqueConstraint(
                fields=["indicator", "organisation", "period"],
                condition=Q(organisation__isnull=False),
                name="one_value_an_organisation_and_month",
            ),
            models.CheckConstraint(
                condition=Q(state="reported", value__gt=0)
                | Q(state="zero", value=0)
                | Q(state__in=["not_applicable", "exempt"], value=None),
                name="value_fits_its_state",
            ),
        ]
        indexes = [models.Index(fields=["unit", "period"], name="value_by_unit_and_month")]

    def __str__(self):
        return f"{self.indicator} {self.organisation or self.unit} {self.period.label}"
