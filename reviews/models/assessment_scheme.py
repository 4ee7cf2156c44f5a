"""考核方案: of which parts a year's score is made, in versions (features I8).

What was once in force stays as it was: a change makes the next version. Nothing here can score the use of the portal,
photographs or the number of papers: a computed part takes one of the figures of reviews/assessment, and none of these does.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from units.registers.entry import FIRST_YEAR, LAST_YEAR


class SchemeState(models.TextChoices):
    DRAFT = "draft", "起草中"
    IN_FORCE = "in_force", "施行中"
    SUPERSEDED = "superseded", "已被新版代替"


class PartSource(models.TextChoices):
    FIGURE = "figure", "平台数据"
    JUDGED = "judged", "评委打分"
    VOTE = "vote", "现场测评"
    RATING = "rating", "群众评议"
    SPOT_CHECK = "spot_check", "抽查核实"


class AdjustmentSign(models.TextChoices):
    PLUS = "plus", "加分"
    MINUS = "minus", "扣分"


class AssessmentSchemeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever is judged may read by what; what is still being drafted is the committee's."""
        scope = user.scope
        if scope.reads_all:
            return self
        if scope.works_in_unit:
            return self.exclude(state=SchemeState.DRAFT)
        return self.none()

    def in_force(self, year):
        return self.filter(year=year, state=SchemeState.IN_FORCE)


class AssessmentScheme(models.Model):
    """One version for one year. `simulated_digest`: of what content the simulation was last looked at."""

    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本")
    title = models.CharField("名称", max_length=100)
    basis = models.CharField("依据文件", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=SchemeState, default=SchemeState.DRAFT)
    change_note = models.CharField("修订说明", max_length=300, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="起草人"
    )
    drafted_at = models.DateTimeField("起草时间", auto_now_add=True)
    simulated_digest = models.CharField(max_length=64, blank=True, editable=False)
    in_force_at = models.DateTimeField("施行时间", null=True, blank=True)

    objects = AssessmentSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核方案"
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="one_scheme_a_year_and_version"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="in_force"), name="one_scheme_in_force_a_year"
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="draft"), name="one_draft_of_a_scheme_a_year",
                violation_error_message="这个年度已有一份起草中的方案，请接着修改那一份。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SchemeState.values), name="scheme_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="scheme_year_is_one"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(in_force_at__isnull=False),
                name="scheme_in_force_has_its_moment",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.year}年考核方案第{self.version}版"

    def get_absolute_url(self):
        return reverse("assessment_scheme", args=[self.pk])


class SchemePart(models.Model):
    """A part of the score. The weights of a scheme's parts add up to 100 when it takes effect."""

    scheme = models.ForeignKey(
        AssessmentScheme, models.CASCADE, related_name="parts", verbose_name="考核方案"
    )
    order = models.PositiveSmallIntegerField("序号")
    name = models.CharField("考核内容", max_length=60)
    weight = models.PositiveSmallIntegerField("权重（%）")
    source = models.CharField("来源", max_length=12, choices=PartSource)
    # Which of the figures of reviews/assessment, where the source is one of them.
    figure = models.CharField("数据项", max_length=40, blank=True)
    # Roles whose people judge, where the source is judges.
    judges = models.JSONField("评委", default=list, blank=True)
    # Kinds of unit that this part does not ask; the other parts share its weight.
    exempt_kinds = models.JSONField("不考核的单位类型", default=list, blank=True)
    standard = models.TextField("评分标准", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考核内容"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "name"], name="one_part_a_scheme_and_name"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="part_weight_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(source__in=PartSource.values), name="part_source_is_known"
            ),
            models.CheckConstraint(
                condition=(Q(source="figure") & ~Q(figure="")) | (~Q(source="figure") & Q(figure="")),
                name="part_names_its_figure",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.name


class SchemeAdjustment(models.Model):
    """加分项、扣分项: what adds or takes points beside the parts, at most so many a unit."""

    scheme = models.ForeignKey(
        AssessmentScheme, models.CASCADE, related_name="adjustments", verbose_name="考核方案"
    )
    order = models.PositiveSmallIntegerField("序号")
    sign = models.CharField("类别", max_length=5, choices=AdjustmentSign)
    name = models.CharField("事项", max_length=100)
    most = models.DecimalField("最多", max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = verbose_name_plural = "加分扣分项"
        ordering = ["sign", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "name"], name="one_adjustment_a_scheme_and_name"
            ),
            models.CheckConstraint(
                condition=Q(sign__in=AdjustmentSign.values), name="adjustment_sign_is_known"
            ),
            models.CheckConstraint(
                condition=Q(most__gt=0, most__lte=20), name="adjustment_is_of_a_few_points"
            ),
        ]

    def __str__(self):
        return f"{self.get_sign_display()}：{self.name}"
