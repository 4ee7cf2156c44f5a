"""调研: a visit to units, registered beforehand (调研报备), carried out, and fed back to the units at once."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from tasks.models.guidance_readers import VISIT_READERS
from units.models import Unit


class VisitKind(models.TextChoices):
    QUARTERLY = "quarterly", "季度调研督导"
    THEMATIC = "thematic", "专题调研"
    DISTRICT = "district", "片区调研"


class VisitState(models.TextChoices):
    PLANNED = "planned", "计划中"
    REGISTERED = "registered", "已报备"
    CARRIED_OUT = "carried_out", "已开展"
    FED_BACK = "fed_back", "已反馈"
    CANCELLED = "cancelled", "已取消"


# A visit that stands, for the crowding rule: planned ones count, as they will happen.
STANDING = (
    VisitState.PLANNED,
    VisitState.REGISTERED,
    VisitState.CARRIED_OUT,
    VisitState.FED_BACK,
)


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit learns of a visit once it is registered: a plan still moves, and nobody shall prepare for it.

        An inspector finds the visits to the units of the appointment.
        """
        scope = user.scope
        if scope.role not in VISIT_READERS:
            return self.none()
        rows = scope.within_any(self)
        return rows.exclude(registered_at=None) if scope.works_in_unit else rows

    def standing(self):
        return self.filter(state__in=STANDING)

    def done(self):
        return self.filter(state__in=[VisitState.CARRIED_OUT, VisitState.FED_BACK])

    def past_registered(self, day=None):
        """Its days are over and nobody said whether it took place."""
        return self.filter(state=VisitState.REGISTERED, ends_on__lt=day or timezone.localdate())

    def between(self, first, last):
        """Visits that touch the days from `first` to `last`."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def for_list(self):
        return self.prefetch_related("units").order_by("-starts_on", "-pk")


class Visit(models.Model):
    """`team` are names in a list, not accounts: who goes along may be from outside the portal."""

    units = models.ManyToManyField(Unit, related_name="visits", verbose_name="调研单位")
    kind = models.CharField("类型", max_length=10, choices=VisitKind, default=VisitKind.QUARTERLY)
    purpose = models.CharField("调研主题", max_length=200)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    # What the platform for registering visits asks for (调研报备); names of people are text.
    lead = models.CharField("带队人", max_length=50, blank=True)
    lead_post = models.CharField("带队人职务", max_length=50, blank=True)
    team = models.JSONField("随行人员", default=list, blank=True)
    people_count = models.PositiveSmallIntegerField("人数", default=1)
    county = models.CharField("县（市、区）", max_length=30, blank=True)
    places = models.CharField("调研点位", max_length=300, blank=True)
    contact = models.CharField("联系人", max_length=50, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    registration_number = models.CharField("报备编号", max_length=60, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)
    result = models.TextField("调研情况", blank=True)
    feedback = models.TextField("反馈意见", blank=True)
    state = models.CharField("状态", max_length=12, choices=VisitState, default=VisitState.PLANNED)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="安排人",
    )
    planned_at = models.DateTimeField("安排时间", default=timezone.now)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="报备人",
    )
    registered_at = models.DateTimeField("报备时间", null=True, blank=True)
    fed_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="反馈人",
    )
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)
    cancel_reason = models.TextField("取消理由", blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调研"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=VisitState.values), name="visit_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=VisitKind.values), name="visit_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="visit_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="visit_has_a_purpose"),
            models.CheckConstraint(condition=Q(people_count__gte=1), name="somebody_visits"),
            models.CheckConstraint(
                condition=~Q(state__in=["registered", "carried_out", "fed_back"])
                | Q(registered_at__isnull=False) & ~Q(lead="") & ~Q(contact=""),
                name="visits_are_registered_before_they_happen",
            ),
            models.CheckConstraint(
                condition=~Q(state="fed_back") | ~Q(feedback="") & Q(fed_back_at__isnull=False),
                name="fed_back_visits_say_what",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(cancel_reason="")
                | ~Q(state="cancelled") & Q(cancel_reason=""),
                name="cancelled_visits_say_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_on"], name="visit_by_day")]

    def __str__(self):
        return f"{self.starts_on.isoformat()} {self.purpose}"[:200]

    def get_absolute_url(self):
        return reverse("visit", args=[self.pk])
