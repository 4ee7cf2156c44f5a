"""单位: the 84 bodies that promise, report and are rated."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from units.models.district import District
from units.names import name_key, pinyin_key


class UnitKind(models.TextChoices):
    """The kinds the article lists; a key task can be assigned by kind."""

    PARTY_GOVERNMENT = "party_government", "机关"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    MASS_ORGANISATION = "mass_organisation", "群团组织"
    STATE_ENTERPRISE = "state_enterprise", "国有企业"
    PUBLIC_HOSPITAL = "public_hospital", "公立医院"
    LAW_PROFESSION = "law_profession", "律师行业"
    VERTICAL = "vertical", "垂管部门"


class LeadingGroup(models.TextChoices):
    """党组(党委) leads the unit; it is not a 基层党组织."""

    GROUP = "group", "党组"
    COMMITTEE = "committee", "党委"
    NONE = "none", "无"


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self, "pk")

    def active(self, day=None):
        """Units that exist on a day (today when left out)."""
        day = day or timezone.localdate()
        return self.filter(Q(active_to=None) | Q(active_to__gte=day), active_from__lte=day)

    def active_in(self, period):
        """Units that exist on the last day of a month: they owe its report."""
        return self.active(period.last_day)

    def search(self, text):
        """By any part of a name or alias, or by pinyin (full or initials)."""
        key = name_key(text)
        if not key:
            return self
        found = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(pinyin__icontains=key)
        return self.filter(
            found | Q(pk__in=UnitAlias.objects.filter(key__contains=key).values("unit_id"))
        )


class Unit(models.Model):
    """单位. Ordered everywhere by `protocol_order`."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("全称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=50, unique=True)
    kind = models.CharField("类型", max_length=20, choices=UnitKind)
    leading_group = models.CharField(
        "党组（党委）", max_length=10, choices=LeadingGroup, default=LeadingGroup.GROUP
    )
    party_relations_local = models.BooleanField("党组织关系在昭通", default=True)
    district = models.ForeignKey(
        District, models.PROTECT, related_name="units", verbose_name="片区"
    )
    protocol_order = models.PositiveSmallIntegerField("排序", db_index=True)
    is_committee = models.BooleanField("工委本级", default=False)
    active_from = models.DateField("启用日期", default="2000-01-01")
    active_to = models.DateField("停用日期", null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="并入单位",
    )
    pinyin = models.CharField("拼音", max_length=400, blank=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["protocol_order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=UnitKind.values), name="unit_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(active_to=None) | Q(active_to__gte=F("active_from")),
                name="unit_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["is_committee"],
                condition=Q(is_committee=True),
                name="one_unit_is_the_committee",
            ),
        ]

    def __str__(self):
        return self.short_name

    def save(self, **kwargs):
        self.pinyin = pinyin_key(self.name, self.short_name)
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "pinyin"}
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("unit", args=[self.pk])

    @property
    def addressee(self):
        """主送 of an official paper: the leading group of the unit, as papers address it."""
        group = "" if self.leading_group == LeadingGroup.NONE else self.get_leading_group_display()
        return self.name if self.name.endswith(("党委", "党组")) else f"{self.name}{group}"


class UnitAlias(models.Model):
    """别称: another way in which lists write a unit. No alias means two units."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name="单位")
    text = models.CharField("别称", max_length=100)
    key = models.CharField(max_length=100, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "单位别称"
        ordering = ["unit", "text"]

    def __str__(self):
        return self.text

    def save(self, **kwargs):
        self.key = name_key(self.text)
        super().save(**kwargs)


class UnitChange(models.Model):
    """更名、划转、合并、撤销: a dated act; the unit's row holds what is true now."""

    class Kind(models.TextChoices):
        RENAME = "rename", "更名"
        MOVE = "move", "划转片区"
        MERGE = "merge", "合并"
        CLOSE = "close", "撤销"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="changes", verbose_name="单位")
    kind = models.CharField("变更", max_length=10, choices=Kind)
    on = models.DateField("生效日期")
    before = models.CharField("变更前", max_length=200)
    after = models.CharField("变更后", max_length=200)
    document = models.CharField("依据文件", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位变更"
        ordering = ["-on", "-pk"]

    def __str__(self):
        return f"{self.unit} {self.get_kind_display()}"
