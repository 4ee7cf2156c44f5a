"""党务干部 roster: who does the party's work in a unit, full- or part-time, since when (A11). Names, not accounts."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from units.dated import faults_of_days
from units.models.organisation import PartyOrganisation, fault_of_dissolved
from units.models.unit import Unit


class OfficerKind(models.TextChoices):
    FULL_TIME = "full_time", "专职"
    PART_TIME = "part_time", "兼职"


class PartyOfficerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def serving(self, day=None):
        day = day or timezone.localdate()
        return self.filter(Q(left_on=None) | Q(left_on__gt=day), appointed_on__lte=day)

    def appointed_within(self, first, last):
        """The figure `officers_appointed` (选优配强): a flow, by the day of the appointment, whoever left since."""
        return self.filter(appointed_on__range=(first, last))

    def for_list(self):
        return self.select_related("unit__district", "organisation")


class PartyOfficer(models.Model):
    """`left_on`: the first day on which the person no longer serves. `trained_on`: the last training."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="party_officers", verbose_name="单位"
    )
    organisation = models.ForeignKey(
        PartyOrganisation, models.PROTECT, null=True, blank=True, related_name="officers", verbose_name="党组织",
    )  # fmt: skip
    name = models.CharField("姓名", max_length=50)
    kind = models.CharField("专兼职", max_length=10, choices=OfficerKind)
    post = models.CharField("党内职务", max_length=50, blank=True)
    appointed_on = models.DateField("任职日期")
    left_on = models.DateField("离任日期", null=True, blank=True)
    trained_on = models.DateField("最近培训", null=True, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)

    objects = PartyOfficerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党务干部"
        ordering = ["unit__protocol_order", "-appointed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OfficerKind.values), name="officer_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("appointed_on")),
                name="officer_leaves_after_the_appointment",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="officer_has_a_name"),
            models.UniqueConstraint(
                fields=["unit", "name", "appointed_on"], name="one_appointment_an_officer_and_day"
            ),
        ]
        indexes = [models.Index(fields=["appointed_on"], name="officer_by_appointment")]

    def __str__(self):
        return f"{self.name}（{self.get_kind_display()}）"

    def get_absolute_url(self):
        return reverse("party_officer", args=[self.pk])

    def clean(self):
        self.name = " ".join(self.name.split())
        faults = faults_of_days(self, "appointed_on", "left_on")
        if self.organisation_id and self.organisation.unit_id != self.unit_id:
            faults["organisation"] = "这个党组织不属于所填的单位。"
        elif gone := fault_of_dissolved(self.organisation, self.appointed_on):
            faults["organisation"] = gone
        if self.trained_on and self.trained_on > timezone.localdate():
            faults["trained_on"] = "最近培训不能晚于今天。"
        same = PartyOfficer.objects.filter(
            unit=self.unit, name=self.name, appointed_on=self.appointed_on
        )
        if not faults and same.exclude(pk=self.pk).exists():
            faults["name"] = f"{self.name}这一天的任职已经登记。"
        if faults:
            raise ValidationError(faults)
