"""定期调度: a meeting whose agenda is made of what is stuck, and whose minutes become commitments."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from tasks.models.guidance_readers import GUIDANCE_READERS
from units.models import Unit


class MeetingState(models.TextChoices):
    PLANNED = "planned", "已安排"
    HELD = "held", "已召开"
    RECORDED = "recorded", "已记录"
    CANCELLED = "cancelled", "已取消"


class DispatchMeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit reads those to which it is called."""
        if user.scope.role not in GUIDANCE_READERS:
            return self.none()
        return user.scope.within_any(self)

    def past_planned(self, day=None):
        """Its day is over and nobody said whether it took place."""
        return self.filter(state=MeetingState.PLANNED, held_on__lt=day or timezone.localdate())

    def for_list(self):
        return self.prefetch_related("units").order_by("-held_on", "-pk")


class DispatchMeeting(models.Model):
    """`held_on` is the day planned until the meeting took place; `units` are those called to it."""

    title = models.CharField("会议", max_length=200)
    held_on = models.DateField("召开日期")
    place = models.CharField("地点", max_length=100, blank=True)
    chair = models.CharField("主持人", max_length=50, blank=True)
    attendees = models.TextField("参加人员", blank=True)
    units = models.ManyToManyField(
        Unit, blank=True, related_name="dispatch_meetings", verbose_name="参会单位"
    )
    minutes = models.TextField("会议纪要", blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=MeetingState, default=MeetingState.PLANNED
    )
    cancel_reason = models.TextField("取消理由", blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="安排人",
    )
    planned_at = models.DateTimeField("安排时间", default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="记录人",
    )
    recorded_at = models.DateTimeField("记录时间", null=True, blank=True)

    objects = DispatchMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调度会"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MeetingState.values), name="meeting_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="meeting_has_a_title"),
            models.CheckConstraint(
                condition=~Q(state="recorded")
                | (~Q(minutes="") & Q(recorded_by__isnull=False, recorded_at__isnull=False)),
                name="recorded_meetings_have_minutes",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(cancel_reason="")
                | ~Q(state="cancelled") & Q(cancel_reason=""),
                name="cancelled_meetings_say_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "held_on"], name="meeting_by_day")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meeting", args=[self.pk])


class AgendaLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Other units' stuck matters are not a unit's to read (rules.md §3)."""
        if user.scope.role not in GUIDANCE_READERS:
            return self.none()
        return user.scope.within(self)


class AgendaLine(models.Model):
    """One stuck matter on the agenda, kept as it read when the agenda was composed; `decision` is what was said to it."""

    meeting = models.ForeignKey(
        DispatchMeeting, models.CASCADE, related_name="agenda", verbose_name="调度会"
    )
    order = models.PositiveSmallIntegerField("序号")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("类别", max_length=30)
    subject_key = models.CharField("对象", max_length=60)
    heading = models.CharField("事项", max_length=500)
    text = models.TextField("情况")
    url = models.CharField("地址", max_length=200, blank=True)
    decision = models.TextField("议定意见", blank=True)

    objects = AgendaLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调度议题"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "subject_key"], name="a_matter_stands_once_on_an_agenda"
            )
        ]

    def __str__(self):
        return self.heading[:200]
