"""指标: the catalogue of what a month asks for, and the values that units report."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

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


# What the numbers already stored mean.
FIXED_BY_DATA = ("quantity", "is_stock")
HAS_DATA = (
    "本指标已有数据，不能再改“%s”。请新建一项指标（另取代码）从下个月起填报，并把本指标的“填报到哪个月”写为本月；"
    "两项分别统计，不相加。"
)


class IndicatorQuerySet(models.QuerySet):
    def asked_of_units(self, period):
        """What a unit types in a month: the catalogue never asks for what a ledger already knows."""
        return self.filter(
            Q(asked_from=None) | Q(asked_from__lte=period),
            Q(asked_until=None) | Q(asked_until__gte=period),
            is_active=True,
            source=IndicatorSource.TYPED,
        ).kept_in(period, IndicatorLevel.ORGANISATION, IndicatorLevel.UNIT)

    def as_in(self, period):
        """Each with `level_then`: the level at which that month keeps it (tasks/revising.py)."""
        versions = IndicatorVersion.objects.filter(
            indicator=OuterRef("pk"), valid_from__lte=period
        ).order_by("-valid_from")
        return self.annotate(
            level_then=Coalesce(Subquery(versions.values("level")[:1]), F("level"))
        )

    def kept_in(self, period, *levels):
        return self.as_in(period).filter(level_then__in=levels)


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
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    minutes = models.PositiveSmallIntegerField(
        "每月填写约需（分钟）", default=1, help_text="一个单位填写本项一个月大约要用的时间。"
    )
    basis = models.CharField(
        "依据", max_length=200, blank=True, help_text="常设的填报要求须写明依据的文件或制度。"
    )
    asked_from = PeriodField("从哪个月起填报", null=True, blank=True)
    asked_until = PeriodField(
        "填报到哪个月", null=True, blank=True, help_text="没有常设依据的填报要求须写明到期月份。"
    )
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
            models.CheckConstraint(
                condition=~Q(source=IndicatorSource.TYPED) | Q(minutes__gt=0),
                name="what_is_asked_states_its_minutes",
                violation_error_message="由单位填报的指标须写明每月大约要用几分钟。",
            ),
            models.CheckConstraint(
                condition=~Q(source=IndicatorSource.TYPED)
                | ~Q(basis="")
                | Q(asked_until__isnull=False),
                name="what_is_asked_has_a_basis_or_an_end",
                violation_error_message="由单位填报的指标须写明依据，或者写明填报到哪个月为止。",
            ),
            models.CheckConstraint(
                condition=Q(asked_from=None)
                | Q(asked_until=None)
                | Q(asked_until__gte=F("asked_from")),
                name="asked_until_is_not_before_asked_from",
                violation_error_message="到期月份不能早于开始月份。",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        if not self._state.adding:
            self._refuse_another_meaning()
        super().save(**kwargs)

    def clean(self):
        if self.level == IndicatorLevel.COMMITTEE and self.source == IndicatorSource.TYPED:
            # No unit types it, and the committee enters its events in their register.
            raise ValidationError(
                {"source": "工委层级的数据不由单位填报，请在相应台账中登记，来源选“台账”。"}
            )
        if not self._state.adding:
            self._refuse_another_meaning()

    @property
    def by_organisation(self):
        """Whether each party organisation holds it: in the month asked for (`as_in`), else as the catalogue says."""
        return getattr(self, "level_then", self.level) == IndicatorLevel.ORGANISATION

    def _refuse_another_meaning(self):
        """What was counted in 场 cannot become 人次 afterwards, nor a flow a stock: sums would mix (C15)."""
        stored = type(self).objects.filter(pk=self.pk).first()
        if stored is None:
            return
        changed = [name for name in FIXED_BY_DATA if getattr(stored, name) != getattr(self, name)]
        if changed and (stored.values.exists() or stored.history_totals.exists()):
            raise ValidationError(
                {name: HAS_DATA % str(self._meta.get_field(name).verbose_name) for name in changed}
            )


class IndicatorVersion(models.Model):
    """How a figure was kept, and what it counted, from a month on; the catalogue's row says the newest.

    `number` 1 stands for all months before the first change.
    """

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="versions", verbose_name="指标"
    )
    number = models.PositiveSmallIntegerField("版本")
    valid_from = PeriodField("从哪个月起")
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=1, choices=IndicatorLevel)
    definition = models.TextField("口径", blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="修改人",
    )  # fmt: skip
    changed_at = models.DateTimeField("修改时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标版本"
        ordering = ["indicator", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "number"], name="one_version_an_indicator_and_number"
            ),
            models.UniqueConstraint(
                fields=["indicator", "valid_from"], name="one_version_an_indicator_and_month"
            ),
        ]

    def __str__(self):
        return f"{self.name} 第 {self.number} 版"


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
    # Its number is that of the month's activities (tasks/feeding.py): nobody types it.
    counted = models.BooleanField("由活动计", default=False)
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
