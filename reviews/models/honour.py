"""荣誉、命名: what a unit, one of its party organisations or the committee was honoured with, and by which paper."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from units.models import PartyOrganisation, Unit
from units.registers.entry import (
    FIRST_YEAR,
    LAST_YEAR,
    STANDING,
    Entry,
    EntryQuerySet,
    state_is_known,
)
from zhaotong_portal.wording import full_day_text


class HonourLevel(models.TextChoices):
    NATIONAL = "national", "国家级"
    PROVINCIAL = "provincial", "省级"
    MUNICIPAL = "municipal", "市级"
    COUNTY = "county", "县级"
    OTHER = "other", "其他"


class HolderKind(models.TextChoices):
    """Follows from the honour's unit and organisation; kept nowhere."""

    ORGANISATION = "organisation", "基层党组织"
    UNIT = "unit", "单位"
    COMMITTEE = "committee", "工委"


class HonourQuerySet(EntryQuerySet):
    def held_by(self, kind):
        if kind == HolderKind.ORGANISATION:
            return self.filter(organisation__isnull=False)
        return self.filter(organisation=None, unit__is_committee=kind == HolderKind.COMMITTEE)

    def valid(self, day=None):
        day = day or timezone.localdate()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day))

    def expired(self, day=None):
        return self.filter(valid_until__lt=day or timezone.localdate())

    def in_force(self, day):
        """Titles that somebody bears on a day: a stock. Without a day of its own a title counts from its year's start."""
        given = Q(awarded_on__lte=day) | Q(awarded_on=None, year__lte=day.year)
        return self.filter(given).valid(day)

    def for_list(self):
        return self.select_related("unit", "unit__district", "organisation")


class Honour(Entry):
    """One title. `unit` always: the holder itself, or the unit of the organisation that holds it."""

    title = models.CharField("荣誉名称", max_length=200)
    level = models.CharField("级别", max_length=12, choices=HonourLevel)
    year = models.PositiveSmallIntegerField("年度")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="honours", verbose_name="单位")
    organisation = models.ForeignKey(
        PartyOrganisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="honours",
        verbose_name="党组织",
    )
    awarded_by = models.CharField("授予单位", max_length=100, blank=True)
    document = models.CharField("依据文件", max_length=200, blank=True)
    awarded_on = models.DateField("命名日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    import_batch = models.ForeignKey(
        "portal.ImportBatch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = HonourQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "荣誉"
        ordering = ["-year", "unit__protocol_order", "pk"]
        constraints = [
            state_is_known(),
            models.UniqueConstraint(
                fields=["unit", "title_key", "year"],
                condition=Q(organisation=None, state__in=STANDING),
                name="one_honour_a_unit_title_and_year",
            ),
            models.UniqueConstraint(
                fields=["organisation", "title_key", "year"],
                condition=Q(organisation__isnull=False, state__in=STANDING),
                name="one_honour_an_organisation_title_and_year",
            ),
            models.CheckConstraint(
                condition=Q(level__in=HonourLevel.values), name="honour_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="honour_year_is_one"
            ),
            models.CheckConstraint(condition=~Q(title_key=""), name="honour_has_a_title"),
        ]
        indexes = [models.Index(fields=["year", "level"], name="honour_by_year_and_level")]

    def __str__(self):
        return f"{self.holder_name} {self.year}年 {self.title}"

    def get_absolute_url(self):
        return reverse("honour", args=[self.pk])

    def clean(self):
        """What the constraints ask of the key, which a form leaves out, and of the unit of the organisation."""
        super().clean()
        if self.organisation_id and self.organisation.unit_id != self.unit_id:
            raise ValidationError({"organisation": "这个党组织不属于所填的单位。"})
        if self.valid_until and self.year and self.valid_until.year < self.year:
            raise ValidationError({"valid_until": "有效期不能早于获得荣誉的年度。"})
        if self.awarded_on and self.year and self.awarded_on.year != self.year:
            raise ValidationError({"awarded_on": "命名日期不在所填的年度内。"})
        same = Honour.objects.filter(
            unit=self.unit_id, organisation=self.organisation_id, title_key=self.title_key,
            year=self.year, state__in=STANDING,
        )  # fmt: skip
        if same.exclude(pk=self.pk).exists():
            raise ValidationError(
                {"title": "这项荣誉已经登记：同一单位或党组织、同一年度、同一名称。"}
            )

    @property
    def holder_kind(self):
        if self.organisation_id:
            return HolderKind.ORGANISATION
        return HolderKind.COMMITTEE if self.unit.is_committee else HolderKind.UNIT

    @property
    def holder_name(self):
        unit = self.unit.short_name
        return f"{unit}{self.organisation.name}" if self.organisation_id else unit

    @property
    def validity_label(self):
        if self.valid_until is None:
            return "长期"
        return full_day_text(self.valid_until) + ("（已过期）" if self.is_expired else "")

    @property
    def is_expired(self):
        return self.valid_until is not None and self.valid_until < timezone.localdate()
