"""联系点: a leader keeps contact with a branch, from one day to another (A9). Leaders are names, not accounts."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from units.dated import DatedQuerySet, faults_of_days
from units.models.organisation import PartyOrganisation, fault_of_dissolved


class ContactPointQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return user.scope.within(self, "organisation__unit")

    def in_force(self, day=None):
        """Held on a day, with an organisation that exists then."""
        day = day or timezone.localdate()
        alive = Q(organisation__dissolved_on=None) | Q(organisation__dissolved_on__gt=day)
        return self.current(day).filter(alive)

    def for_list(self):
        return self.select_related("organisation__unit__district")


class ContactPoint(models.Model):
    """The figure `contact_points` counts leaders, not contacts: one who keeps two branches of a unit counts once."""

    organisation = models.ForeignKey(
        PartyOrganisation, models.PROTECT, related_name="contact_points", verbose_name="党组织"
    )
    leader = models.CharField("领导姓名", max_length=50)
    post = models.CharField("职务", max_length=50, blank=True)
    starts_on = models.DateField("建立日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    note = models.CharField("联系和帮助情况", max_length=300, blank=True)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联系点"
        ordering = ["organisation__unit__protocol_order", "organisation__order", "leader", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contact_point_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["organisation", "leader"],
                condition=Q(ends_on=None),
                name="one_running_contact_a_leader_and_branch",
            ),
            models.CheckConstraint(condition=~Q(leader=""), name="contact_point_names_its_leader"),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="contact_point_in_force")]

    def __str__(self):
        return f"{self.leader}联系{self.organisation.name}"

    def get_absolute_url(self):
        return reverse("contact_point", args=[self.pk])

    def clean(self):
        self.leader = " ".join(self.leader.split())
        faults = faults_of_days(self)
        if gone := fault_of_dissolved(self.organisation, self.starts_on):
            faults["organisation"] = gone
        same = ContactPoint.objects.filter(
            organisation=self.organisation, leader=self.leader, ends_on=None
        )
        if self.ends_on is None and same.exclude(pk=self.pk).exists():
            faults["leader"] = f"{self.leader}与{self.organisation.name}的联系点已经登记。"
        if faults:
            raise ValidationError(faults)

    @property
    def unit(self):
        return self.organisation.unit

    @property
    def unit_id(self):
        return self.organisation.unit_id
