"""活动: an event entered once, which feeds every figure that may count it (W4), and the catalogue of its kinds."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.models.indicator import Indicator, QuantityType
from tasks.models.theme import Theme
from units.models import PartyOrganisation, Unit
from zhaotong_portal.period import Period

MOST_HEADS = 100_000


class FeedMeasure(models.TextChoices):
    """What of an activity an indicator counts."""

    COUNT = "count", "计一次"
    HEADS = "heads", "计人数"


class ActivityKind(models.Model):
    """活动类型: a row of the catalogue, editable without programming.

    `absorbs` is the written rule against counting twice: held together, only this kind counts (the fixtures' 专题辅导
    within a 读书班 is the 读书班's).
    """

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    words = models.CharField(
        "辨认用词", max_length=200, blank=True, help_text="会议记录中出现这些词即为此类，用顿号隔开。"
    )  # fmt: skip
    absorbs = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="absorbed_by",
        verbose_name="合办时并入本类",
    )
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "活动类型"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name


class ActivityFeed(models.Model):
    """One written rule: an activity of this kind is counted by this indicator, so or so."""

    kind = models.ForeignKey(
        ActivityKind, models.CASCADE, related_name="feeds", verbose_name="活动类型"
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="feeds", verbose_name="指标"
    )
    measure = models.CharField(
        "怎样计", max_length=5, choices=FeedMeasure, default=FeedMeasure.COUNT
    )

    class Meta:
        verbose_name = verbose_name_plural = "计入规则"
        ordering = ["kind__order", "indicator__order"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "indicator"], name="one_rule_a_kind_and_figure")
        ]

    def __str__(self):
        return f"{self.kind} → {self.indicator}"

    def clean(self):
        """人次 are heads and nothing else is: quantity types never mix (C15)."""
        from django.core.exceptions import ValidationError

        counts_heads = self.measure == FeedMeasure.HEADS
        if counts_heads != (self.indicator.quantity == QuantityType.PERSON_TIMES):
            raise ValidationError({"measure": "“计人数”只用于以人次计的指标，其余指标计一次。"})


class LearningForm(models.TextChoices):
    """学习形式 (C13), as the article names them."""

    LEADERS = "leaders", "班子领学"
    COLLECTIVE = "collective", "集体研学"
    BRANCH = "branch", "支部共学"
    ALONE = "alone", "个人自学"


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit's own; one that it took part in is shown to it by `Activity.objects.joined_by`."""
        return user.scope.within(self)

    def in_month(self, period: Period):
        return self.filter(held_on__range=(period.first_day, period.last_day))

    def joined_by(self, unit, period):
        """What other units entered and named this one as a partner: it need not enter it again."""
        return self.filter(partners=unit).in_month(period)


class Activity(models.Model):
    """An event. Without an organisation the unit itself holds it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="activities", verbose_name="单位")
    held_on = models.DateField("日期")
    topic = models.CharField("主题", max_length=200)
    kinds = models.ManyToManyField(ActivityKind, related_name="activities", verbose_name="类型")
    organisations = models.ManyToManyField(
        PartyOrganisation, blank=True, related_name="activities", verbose_name="开展活动的党组织"
    )
    partners = models.ManyToManyField(
        Unit, blank=True, related_name="joined_activities", verbose_name="共同开展的单位"
    )
    heads = models.PositiveIntegerField("参加人数", null=True, blank=True)
    form = models.CharField("学习形式", max_length=12, choices=LearningForm, blank=True)
    campaign = models.CharField("专项", max_length=40, blank=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="activities", verbose_name="主题标签"
    )
    place = models.CharField("地点", max_length=100, blank=True)
    speaker = models.CharField("主讲人", max_length=60, blank=True)
    document = models.CharField("学习内容或链接", max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )
    edited_at = models.DateTimeField("登记时间", auto_now=True)
    version = models.PositiveIntegerField("版本", default=1)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动"
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(heads=None) | Q(heads__range=(1, MOST_HEADS)),
                name="heads_are_a_sane_number",
            ),
            models.CheckConstraint(
                condition=Q(form="") | Q(form__in=LearningForm.values),
                name="learning_form_is_known",
            ),
        ]
        indexes = [models.Index(fields=["unit", "held_on"], name="activity_by_unit_and_day")]

    def __str__(self):
        return self.topic

    @property
    def period(self):
        return Period.of(self.held_on)

    @property
    def anchor(self):
        return f"activity-{self.pk}"
