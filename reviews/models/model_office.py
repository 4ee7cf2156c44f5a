"""模范机关创建: a unit weighs itself by the year's criteria, the committee reviews, a title becomes an honour (I13)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from reviews.models.honour import HonourLevel
from tasks.models import FiveType
from units.models import Unit
from units.registers.entry import FIRST_YEAR, LAST_YEAR


class ModelOfficeState(models.TextChoices):
    DRAFT = "draft", "自评中"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "已退回"
    NAMED = "named", "已命名"
    NOT_NAMED = "not_named", "未命名"


class Fulfilment(models.TextChoices):
    MET = "met", "达到"
    PARTLY = "partly", "部分达到"
    UNMET = "unmet", "未达到"


class ModelOfficeCriterionQuerySet(models.QuerySet):
    def of_year(self, year):
        return self.filter(year=year, is_active=True)


class ModelOfficeCriterion(models.Model):
    """What a model office is, on one of the five sides. Kept by the administrator, year by year."""

    year = models.PositiveSmallIntegerField("年度")
    five_type = models.CharField("五型机关", max_length=12, choices=FiveType)
    order = models.PositiveSmallIntegerField("序号")
    text = models.CharField("标准", max_length=300)
    is_active = models.BooleanField("使用中", default=True)

    objects = ModelOfficeCriterionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "模范机关标准"
        ordering = ["year", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "order"], name="one_criterion_a_year_and_place"),
            models.CheckConstraint(
                condition=Q(five_type__in=FiveType.values), name="criterion_side_is_known"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="criterion_year_is_one"
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.text


class ModelOfficeApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What a unit has not submitted is its own; an inspector has no business here."""
        scope = user.scope
        if scope.works_in_unit:
            return self.filter(unit__in=scope.unit_ids)
        return self.exclude(state=ModelOfficeState.DRAFT) if scope.reads_all else self.none()

    def for_list(self):
        return self.select_related("unit", "unit__district", "honour")


class ModelOfficeApplication(models.Model):
    """One unit's self-assessment of a year for one level of title."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="model_office_applications", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    level = models.CharField("申报级别", max_length=12, choices=HonourLevel)
    state = models.CharField(
        "状态", max_length=10, choices=ModelOfficeState, default=ModelOfficeState.DRAFT
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="报送人",
    )  # fmt: skip
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="审核人",
    )  # fmt: skip
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    opinion = models.TextField("审核意见", blank=True)
    honour = models.OneToOneField(
        "reviews.Honour", models.PROTECT, null=True, blank=True, related_name="+",
        editable=False, verbose_name="荣誉",
    )  # fmt: skip

    objects = ModelOfficeApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "模范机关自评"
        ordering = ["-year", "unit__protocol_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "level"], name="one_application_a_unit_year_and_level",
                violation_error_message="本年度已有这一级别的自评。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ModelOfficeState.values), name="application_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(level__in=HonourLevel.values), name="application_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="named") | Q(honour=None), name="only_a_named_office_has_its_honour"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.unit}{self.year}年模范机关自评"

    def get_absolute_url(self):
        return reverse("model_office", args=[self.pk])


class CriterionAnswer(models.Model):
    """How the unit sees itself by one criterion, by what; and how the committee sees it."""

    application = models.ForeignKey(
        ModelOfficeApplication, models.CASCADE, related_name="answers", verbose_name="自评"
    )
    criterion = models.ForeignKey(
        ModelOfficeCriterion, models.PROTECT, related_name="+", verbose_name="标准"
    )
    own = models.CharField("自评", max_length=6, choices=Fulfilment, blank=True)
    evidence = models.TextField("依据", blank=True)
    reviewed = models.CharField("审核", max_length=6, choices=Fulfilment, blank=True)
    remark = models.CharField("审核说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "对照标准"
        ordering = ["criterion__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion"], name="one_answer_a_criterion"
            ),
            models.CheckConstraint(
                condition=Q(own="") | Q(own__in=Fulfilment.values), name="own_view_is_known"
            ),
            models.CheckConstraint(
                condition=Q(reviewed="") | Q(reviewed__in=Fulfilment.values),
                name="reviewed_view_is_known",
            ),
        ]

    def __str__(self):
        return str(self.criterion)
