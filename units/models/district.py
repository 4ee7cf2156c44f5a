"""片区: units are guided in nine districts, each linked to a leader and guided by an office."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from units.dated import DatedQuerySet


class Office(models.Model):
    """工委科室: a department of the committee."""

    name = models.CharField("科室", max_length=50, unique=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "工委科室"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name


class DistrictQuerySet(models.QuerySet):
    def visible_to(self, user):
        """District pages are for those who read beyond one unit."""
        return self if user.scope.reads_all else self.none()


class District(models.Model):
    """片区. Its leader is an `Appointment` of role leader; its office a `DistrictGuidance`. Both are dated."""

    name = models.CharField("片区", max_length=50, unique=True)
    order = models.PositiveSmallIntegerField("排序", unique=True)
    note = models.CharField("说明", max_length=100, blank=True)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "片区"
        ordering = ["order"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("district", args=[self.pk])


class DistrictGuidance(models.Model):
    """科室定点指导: which office guides a district, from when to when."""

    district = models.ForeignKey(
        District, models.CASCADE, related_name="guidance", verbose_name="片区"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="guidance", verbose_name="指导科室"
    )
    starts_on = models.DateField("开始")
    ends_on = models.DateField("结束", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "定点指导"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="guidance_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["district"], condition=Q(ends_on=None), name="one_guiding_office_at_a_time"
            ),
        ]

    def __str__(self):
        return f"{self.district} {self.office}"
