"""结对共建: a branch builds together with another branch or an outside partner, from one day to another (A10)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils import timezone

from units.dated import DatedQuerySet, faults_of_days
from units.models.organisation import PartyOrganisation, fault_of_dissolved


class PairingQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Both units see what their branches agreed on."""
        scope = user.scope
        own = scope.within(PartyOrganisation.objects.all(), "unit")
        if scope.reads_all:
            return self
        return self.filter(Q(organisation__in=own) | Q(partner__in=own))

    def in_force(self, day=None):
        """Held on a day, by a branch that exists then; a partner inside must exist as well."""
        day = day or timezone.localdate()
        return self.current(day).filter(
            Q(organisation__dissolved_on=None) | Q(organisation__dissolved_on__gt=day),
            Q(partner=None) | Q(partner__dissolved_on=None) | Q(partner__dissolved_on__gt=day),
        )

    def of_organisation(self, organisation):
        return self.filter(Q(organisation=organisation) | Q(partner=organisation))

    def for_list(self):
        return self.select_related("organisation__unit__district", "partner__unit")


class Pairing(models.Model):
    """`partner` is one of the portal's organisations, `partner_name` somebody outside: exactly one of both.

    The figure `pairings` counts branches: of a pair inside both, of one with an outside partner one.
    """

    organisation = models.ForeignKey(
        PartyOrganisation, models.PROTECT, related_name="pairings", verbose_name="党组织"
    )
    partner = models.ForeignKey(
        PartyOrganisation, models.PROTECT, null=True, blank=True, related_name="pairings_as_partner", verbose_name="结对党组织",
    )  # fmt: skip
    partner_name = models.CharField("市直机关以外的结对方", max_length=100, blank=True)
    theme = models.CharField("共建主题", max_length=200, blank=True)
    starts_on = models.DateField("结对日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    note = models.CharField("共建活动", max_length=300, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结对共建"
        ordering = ["organisation__unit__protocol_order", "organisation__order", "-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(partner=None) | ~Q(partner=F("organisation")),
                name="no_branch_pairs_with_itself",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=False, partner_name="")
                | (Q(partner=None) & ~Q(partner_name="")),
                name="pairing_has_one_partner",
            ),  # fmt: skip
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="pairing_ends_after_it_starts",
            ),
            # Whichever side entered it: the pair is one.
            models.UniqueConstraint(
                Least("organisation", "partner"),
                Greatest("organisation", "partner"),
                condition=Q(ends_on=None, partner__isnull=False),
                name="one_running_pairing_of_two",
            ),
            models.UniqueConstraint(
                fields=["organisation", "partner_name"],
                condition=Q(ends_on=None, partner=None),
                name="one_running_pairing_with_an_outsider",
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="pairing_in_force")]

    def __str__(self):
        return f"{self.organisation.name}与{self.partner_text}结对"

    def get_absolute_url(self):
        return reverse("pairing", args=[self.pk])

    def clean(self):
        self.partner_name = " ".join(self.partner_name.split())
        faults = faults_of_days(self)
        if self.partner_id and self.partner_id == self.organisation_id:
            faults["partner"] = "党组织不能与自己结对。"
        elif bool(self.partner_id) == bool(self.partner_name):
            faults["partner"] = "结对方请填一个：市直机关的党组织，或市直机关以外的单位、村、社区。"
        for name in ("organisation", "partner"):
            if gone := fault_of_dissolved(getattr(self, name), self.starts_on):
                faults[name] = gone
        if not faults and self.ends_on is None and self._doubles().exists():
            faults["partner"] = "这两个党组织的结对已经登记，由哪一方登记都只算一对。"
        if faults:
            raise ValidationError(faults)

    def _doubles(self):
        running = Pairing.objects.filter(ends_on=None).exclude(pk=self.pk)
        if not self.partner_id:
            return running.filter(organisation=self.organisation, partner_name=self.partner_name)
        two = {"organisation": self.organisation, "partner": self.partner}
        turned = {"organisation": self.partner, "partner": self.organisation}
        return running.filter(Q(**two) | Q(**turned))

    @property
    def partner_text(self):
        """The partner as people call it: a branch with its unit."""
        if self.partner_id:
            return f"{self.partner.unit.short_name}{self.partner.name}"
        return self.partner_name

    @property
    def unit(self):
        return self.organisation.unit

    @property
    def unit_id(self):
        return self.organisation.unit_id
