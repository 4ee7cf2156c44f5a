"""基层党组织: the tree of party organisations inside a unit."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from units.models.unit import Unit
from zhaotong_portal.wording import full_day_text


class OrganisationKind(models.TextChoices):
    COMMITTEE = "committee", "机关党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"


class PartyOrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self, "unit")

    def for_list(self):
        return self.select_related("unit__district", "parent")

    def active_in(self, period):
        """Organisations that exist on the last day of a month: the rows of the unit's grid."""
        return self.alive(period.last_day)

    def alive(self, day=None):
        """Organisations that exist on a day (today when left out); the day of a dissolution is the first without."""
        day = day or timezone.localdate()
        return self.filter(
            Q(dissolved_on=None) | Q(dissolved_on__gt=day),
            Q(founded_on=None) | Q(founded_on__lte=day),
        )

    def front_branches_founded_within(self, first, last):
        """The figure `branches_founded`: 窗口、项目一线党支部 by the day of their founding."""
        at_the_front = Q(is_service_window=True) | Q(is_project_front=True)
        return self.filter(
            at_the_front, kind=OrganisationKind.BRANCH, founded_on__range=(first, last)
        )

    def paired_on(self, day=None):
        """The figure `pairings`: branches that build together with somebody on a day, each once."""
        # Here, because the model of pairings refers to this one.
        from units.models.pairing import Pairing

        held = Pairing.objects.in_force(day)
        either = Q(Exists(held.filter(organisation=OuterRef("pk")))) | Q(
            Exists(held.filter(partner=OuterRef("pk")))
        )
        return self.filter(either, kind=OrganisationKind.BRANCH)


class PartyOrganisation(models.Model):
    """机关党委、党总支、党支部. A leading group (党组) is not one of them."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="organisations", verbose_name="单位"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级党组织",
    )
    kind = models.CharField("类别", max_length=20, choices=OrganisationKind)
    name = models.CharField("名称", max_length=100)
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_service_window = models.BooleanField("窗口党支部", default=False)
    is_project_front = models.BooleanField("项目一线党支部", default=False)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", verbose_name="并入",
    )  # fmt: skip

    objects = PartyOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "基层党组织"
        ordering = ["unit__protocol_order", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="organisation_name_once_a_unit"),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on=None)
                | Q(founded_on=None)
                | Q(dissolved_on__gte=F("founded_on")),
                name="organisation_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(dissolved_on__isnull=False),
                name="merged_organisation_is_no_more",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisation", args=[self.pk])

    @property
    def full_name(self):
        """With its unit, where organisations of several units stand together."""
        return f"{self.unit.short_name}{self.name}"

    def exists_in(self, period) -> bool:
        """As `active_in` asks of the database."""
        return self.is_alive(period.last_day)

    def is_alive(self, day=None) -> bool:
        """As `alive` asks of the database."""
        day = day or timezone.localdate()
        return (self.dissolved_on is None or self.dissolved_on > day) and (
            self.founded_on is None or self.founded_on <= day
        )


def fault_of_dissolved(organisation, day) -> str:
    """What to say of something that begins with an organisation on a day; empty where the organisation is there."""
    if organisation and day and organisation.dissolved_on and day >= organisation.dissolved_on:
        return f"{organisation.name}已于{full_day_text(organisation.dissolved_on)}撤销。"
    return ""
