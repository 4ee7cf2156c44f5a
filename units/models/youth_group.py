"""青年理论学习小组: whether a unit has one, and since when (A19)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from units.dated import DatedQuerySet, faults_of_days
from units.models.unit import Unit


class YouthStudyGroupQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def for_list(self):
        return self.select_related("unit__district")


class YouthStudyGroup(models.Model):
    """A unit with a running row has its group; the figure `youth_groups` counts such units on a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="youth_groups", verbose_name="单位")
    name = models.CharField("小组名称", max_length=100, blank=True)
    starts_on = models.DateField("组建日期")
    ends_on = models.DateField("停止日期", null=True, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)

    objects = YouthStudyGroupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "青年理论学习小组"
        ordering = ["unit__protocol_order", "-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(ends_on=None), name="one_running_youth_group_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="youth_group_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return self.name or f"{self.unit}青年理论学习小组"

    def get_absolute_url(self):
        return reverse("youth_group", args=[self.pk])

    def clean(self):
        faults = faults_of_days(self)
        running = YouthStudyGroup.objects.filter(unit=self.unit, ends_on=None).exclude(pk=self.pk)
        if self.ends_on is None and running.exists():
            faults["starts_on"] = f"{self.unit}已有一个青年理论学习小组，不必再登记。"
        if faults:
            raise ValidationError(faults)
