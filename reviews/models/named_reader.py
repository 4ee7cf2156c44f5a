"""知情人员: who, by name and for a time, reads what rules.md §3 gives to named persons only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Confidence(models.TextChoices):
    UNANNOUNCED = "unannounced", "四不两直走访"
    COMPLAINANT = "complainant", "反映人和发现人"


class NamedReaderQuerySet(models.QuerySet):
    def on(self, day=None):
        day = day or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def reads(self, user, matter):
        """Whether this person, as staff or leader, is named for the matter today."""
        if not user.scope.is_committee_side:
            return False
        return self.on().filter(person=user, matter=matter).exists()


class NamedReader(models.Model):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="人员"
    )
    matter = models.CharField("知情事项", max_length=12, choices=Confidence)
    starts_on = models.DateField("起", default=timezone.localdate)
    ends_on = models.DateField("止", null=True, blank=True)
    why = models.CharField("依据", max_length=200, blank=True)

    objects = NamedReaderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "知情人员"
        ordering = ["matter", "person"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="named_reader_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(matter__in=Confidence.values), name="confidence_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_matter_display()}"
