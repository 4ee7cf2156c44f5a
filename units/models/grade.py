"""分类定级: each party organisation's grade of a year; once the year is published nothing of it changes (A7)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from units.models.organisation import PartyOrganisation


class Grade(models.TextChoices):
    """The names are the owner's to confirm (glossary §1)."""

    ADVANCED = "advanced", "先进"
    ORDINARY = "ordinary", "一般"
    LAGGING = "lagging", "后进"


class GradeYearState(models.TextChoices):
    OPEN = "open", "定级中"
    PUBLISHED = "published", "已公布"


class GradeYearQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whether a year is published concerns every unit."""
        return self if user.scope.role else self.none()

    def published(self):
        return self.filter(state=GradeYearState.PUBLISHED)


class GradeYear(models.Model):
    """A year's grading. `published`: its grades are frozen."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    state = models.CharField(
        "状态", max_length=10, choices=GradeYearState, default=GradeYearState.OPEN
    )
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公布人",
    )  # fmt: skip
    document = models.CharField("公布文件", max_length=200, blank=True)

    objects = GradeYearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "定级年度"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=GradeYearState.values), name="grade_year_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=GradeYearState.OPEN, published_at=None)
                | Q(state=GradeYearState.PUBLISHED, published_at__isnull=False),
                name="published_grade_year_says_when",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100), name="grade_year_is_a_year"
            ),
        ]

    def __str__(self):
        return f"{self.year}年分类定级"

    def get_absolute_url(self):
        return reverse("grade_year", args=[self.year])

    @property
    def is_published(self):
        return self.state == GradeYearState.PUBLISHED


class YearlyGradeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self, "organisation__unit")

    def of(self, year):
        return self.filter(grade_year__year=year)

    def lagging(self):
        return self.filter(grade=Grade.LAGGING)

    def published(self):
        return self.filter(grade_year__state=GradeYearState.PUBLISHED)

    def for_list(self):
        return self.select_related("grade_year", "organisation__unit__district")


class YearlyGrade(models.Model):
    """One organisation's grade of one year; written by units/workflows/grade_year.py, which asks whether it is frozen."""

    grade_year = models.ForeignKey(
        GradeYear, models.PROTECT, related_name="grades", verbose_name="年度"
    )
    organisation = models.ForeignKey(
        PartyOrganisation, models.PROTECT, related_name="grades", verbose_name="党组织"
    )
    grade = models.CharField("等次", max_length=10, choices=Grade)
    note = models.CharField("说明", max_length=300, blank=True)

    objects = YearlyGradeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "分类定级"
        ordering = [
            "-grade_year__year", "organisation__unit__protocol_order", "organisation__order", "pk",
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["grade_year", "organisation"], name="one_grade_an_organisation_and_year"
            ),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="grade_is_known"),
        ]
        indexes = [
            models.Index(fields=["organisation", "grade_year"], name="grade_by_organisation")
        ]

    def __str__(self):
        return f"{self.organisation.name}{self.grade_year.year}年等次"

    def get_absolute_url(self):
        return f"{self.grade_year.get_absolute_url()}?unit={self.organisation.unit_id}"

    @property
    def unit(self):
        return self.organisation.unit

    @property
    def unit_id(self):
        return self.organisation.unit_id


class ImprovementPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self, "grade__organisation__unit")

    def open(self):
        return self.filter(lifted_on=None)

    def for_list(self):
        return self.select_related("grade__grade_year", "grade__organisation__unit__district")


class ImprovementPlan(models.Model):
    """扩先提中治软: how a lagging organisation is put right, who helps, until when, and when the mark was lifted (A8)."""

    grade = models.OneToOneField(
        YearlyGrade, models.PROTECT, related_name="plan", verbose_name="定级"
    )
    measures = models.TextField("整顿措施")
    helpers = models.CharField("帮扶人或帮扶单位", max_length=200)
    until = models.DateField("整顿期限")
    lifted_on = models.DateField("销号日期", null=True, blank=True)
    result = models.TextField("整顿成效", blank=True)

    objects = ImprovementPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整顿提升"
        ordering = ["until", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(measures="") & ~Q(helpers=""), name="improvement_plan_says_how_and_who"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on=None) | ~Q(result=""), name="lifted_plan_says_its_result"
            ),
        ]

    def __str__(self):
        return f"{self.grade.organisation.name}{self.grade.grade_year.year}年整顿提升"

    def get_absolute_url(self):
        return reverse("improvement_plan", args=[self.pk])

    def clean(self):
        faults = {}
        if self.grade.grade != Grade.LAGGING:
            faults["grade"] = "只有定为“后进”的党组织才制定整顿提升方案。"
        if self.until and self.until.year < self.grade.grade_year.year:
            faults["until"] = f"整顿期限不能早于定级年度（{self.grade.grade_year.year}年）。"
        if self.lifted_on and self.lifted_on > timezone.localdate():
            faults["lifted_on"] = "销号日期不能晚于今天。"
        if self.lifted_on and not self.result.strip():
            faults["result"] = "请写明整顿成效。"
        others = ImprovementPlan.objects.filter(grade=self.grade).exclude(pk=self.pk)
        if not faults and others.exists():
            faults["grade"] = "这个党组织当年的整顿提升方案已经制定。"
        if faults:
            raise ValidationError(faults)

    @property
    def is_late(self):
        return self.lifted_on is None and self.until < timezone.localdate()

    @property
    def organisation(self):
        return self.grade.organisation

    @property
    def unit(self):
        return self.grade.organisation.unit

    @property
    def unit_id(self):
        return self.grade.organisation.unit_id
