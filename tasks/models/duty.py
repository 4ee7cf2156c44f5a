"""责任清单: duties written once for all units, for a kind of unit, or for one unit, and what each unit owes (B5–B7, W16)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from units.models import Unit, UnitKind
from units.names import name_key


class DutyLayer(models.TextChoices):
    """From the widest to the narrowest: the narrower one replaces a duty of the same name."""

    COMMON = "common", "共性责任"
    KIND = "kind", "类型责任"
    UNIT = "unit", "单位责任"


class DutySort(models.TextChoices):
    MAIN = "main", "主体责任"
    FIRST_PERSON = "first_person", "第一责任人"
    DUAL_DUTY = "dual_duty", "一岗双责"


class DutyTemplateQuerySet(models.QuerySet):
    def of_year(self, year):
        return self.filter(year=year)

    def current(self):
        """The newest version of each, as it will be issued next; one that was ended is none."""
        return self.filter(replaced_by=None, is_ended=False)


class DutyTemplate(models.Model):
    """One duty of a year's list in one version. Once issued it never changes: a change is a new version of it."""

    year = models.PositiveSmallIntegerField("年度")
    layer = models.CharField("层次", max_length=8, choices=DutyLayer)
    unit_kind = models.CharField("单位类型", max_length=20, choices=UnitKind, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="duty_templates",
        verbose_name="单位",
    )  # fmt: skip
    sort = models.CharField("责任类别", max_length=12, choices=DutySort)
    title = models.CharField("责任事项", max_length=200)
    title_key = models.CharField(max_length=200, editable=False)
    standard = models.TextField("履职标准")
    time_limit = models.CharField(
        "完成时限", max_length=100, help_text="例如：每季度末、2026年11月底前。"
    )
    due_on = models.DateField("到期日", null=True, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", editable=False,
        verbose_name="上一版",
    )  # fmt: skip
    why = models.CharField("变动理由", max_length=300, blank=True)
    is_ended = models.BooleanField("已取消", default=False, editable=False)
    issued_on = models.DateField("印发日期", null=True, blank=True, editable=False)

    objects = DutyTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任清单（工委）"
        ordering = ["-year", "sort", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(layer=DutyLayer.COMMON, unit_kind="", unit=None)
                | Q(layer=DutyLayer.KIND, unit_kind__in=UnitKind.values, unit=None)
                | Q(layer=DutyLayer.UNIT, unit_kind="", unit__isnull=False),
                name="duty_layer_fits_its_range",
                violation_error_message="共性责任不写单位；类型责任只写单位类型；单位责任只写单位。",
            ),
            models.CheckConstraint(
                condition=Q(sort__in=DutySort.values), name="duty_sort_is_known"
            ),
            models.UniqueConstraint(
                fields=["year", "layer", "unit_kind", "sort", "title_key", "version"],
                condition=Q(unit=None),
                name="one_duty_a_year_range_and_version",
            ),
            models.UniqueConstraint(
                fields=["year", "unit", "sort", "title_key", "version"],
                condition=Q(unit__isnull=False),
                name="one_duty_a_year_unit_and_version",
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces=None) | Q(version__gt=1, replaces__isnull=False),
                name="a_later_version_replaces_one",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        self.title_key = name_key(self.title)
        super().save(**kwargs)

    def get_absolute_url(self):
        return f"{reverse('duty_templates', args=[self.year])}#duty-{self.pk}"

    @property
    def range_label(self):
        """全部单位, 公立医院, 市财政局"""
        if self.layer == DutyLayer.COMMON:
            return "全部单位"
        return self.get_unit_kind_display() if self.layer == DutyLayer.KIND else str(self.unit)


class DutyState(models.TextChoices):
    OPEN = "open", "履行中"
    DONE = "done", "已履行"
    ENDED = "ended", "已取消"


class DutyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def of_year(self, year):
        return self.filter(year=year)

    def standing(self):
        return self.exclude(state=DutyState.ENDED)

    def unseen(self):
        """Changed since the unit last looked."""
        return self.filter(Q(seen_at=None) | Q(seen_at__lt=F("changed_at")))

    def for_list(self):
        return self.select_related("unit", "unit__district", "template").order_by(
            "unit__protocol_order", "unit_id", "template__sort", "template__order", "pk"
        )


class Duty(models.Model):
    """What one unit owes. The row stays when its template gets another version: what was done is kept."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    sort = models.CharField("责任类别", max_length=12, choices=DutySort)
    title_key = models.CharField(max_length=200, editable=False)
    template = models.ForeignKey(
        DutyTemplate, models.PROTECT, related_name="duties", verbose_name="责任事项"
    )
    state = models.CharField("状态", max_length=8, choices=DutyState, default=DutyState.OPEN)
    progress = models.TextField("履行情况", blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    # Which version of the duty the words in `progress` answered.
    done_for = models.ForeignKey(
        DutyTemplate, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="填写人",
    )  # fmt: skip
    changed_at = models.DateTimeField("变动时间")
    seen_at = models.DateTimeField("知悉时间", null=True, blank=True)
    row_version = models.PositiveIntegerField("版本", default=1)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任清单"
        ordering = ["-year", "unit__protocol_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "sort", "title_key"], name="one_duty_a_unit_year_and_title"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DutyState.values), name="duty_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=DutyState.DONE, done_on__isnull=False) | ~Q(state=DutyState.DONE),
                name="a_done_duty_has_its_day",
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.template}"

    def get_absolute_url(self):
        return reverse("duty", args=[self.pk])

    @property
    def answers_an_older_version(self):
        """What stands in `progress` was written for other words than those in force."""
        return bool(self.progress) and self.done_for_id != self.template_id
