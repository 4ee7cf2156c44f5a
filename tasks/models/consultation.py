"""会商指导: the committee sits down with units over what is stuck; what was found and agreed is recorded."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from tasks.models.guidance_readers import GUIDANCE_READERS
from units.models import Unit


class ConsultationKind(models.TextChoices):
    """点对点督办 is the other way of the article: a paper of its own (`SupervisionOrder`)."""

    FACE_TO_FACE = "face_to_face", "面对面会商"
    ON_SITE = "on_site", "上门指导"
    THEMATIC = "thematic", "专题会商"
    REMOTE = "remote", "电话、视频会商"


class ConsultationState(models.TextChoices):
    PLANNED = "planned", "已安排"
    HELD = "held", "已会商"
    RECORDED = "recorded", "已记录"
    CANCELLED = "cancelled", "已取消"


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit reads those that it takes part in, from the invitation on."""
        if user.scope.role not in GUIDANCE_READERS:
            return self.none()
        return user.scope.within_any(self)

    def carried_out(self):
        """What counts as a consultation (200余次): it took place, whether or not its record is finished."""
        return self.filter(state__in=[ConsultationState.HELD, ConsultationState.RECORDED])

    def past_planned(self, day=None):
        """Its day is over and nobody said whether it took place."""
        day = day or timezone.localdate()
        return self.filter(state=ConsultationState.PLANNED, held_on__lt=day)

    def for_list(self):
        return self.prefetch_related("units").order_by("-held_on", "-pk")


class Consultation(models.Model):
    """`held_on` is the day planned until it took place. Its commitments become lines of the next sheet."""

    units = models.ManyToManyField(Unit, related_name="consultations", verbose_name="会商单位")
    kind = models.CharField(
        "形式", max_length=16, choices=ConsultationKind, default=ConsultationKind.FACE_TO_FACE
    )
    topic = models.CharField("议题", max_length=200)
    held_on = models.DateField("会商日期")
    place = models.CharField("地点", max_length=100, blank=True)
    attendees = models.TextField("参加人员", blank=True)
    reason = models.TextField("会商缘由", blank=True)
    diagnosis = models.TextField("问题分析", blank=True)
    # What brought it about, such as a step of the escalation ladder; the same names as on a sheet's line.
    subject_key = models.CharField("对象", max_length=60, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=ConsultationState, default=ConsultationState.PLANNED
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

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会商指导"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ConsultationState.values), name="consultation_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ConsultationKind.values), name="consultation_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(topic=""), name="consultation_has_a_topic"),
            models.CheckConstraint(
                condition=~Q(state="recorded")
                | (~Q(diagnosis="") & Q(recorded_by__isnull=False, recorded_at__isnull=False)),
                name="recorded_consultations_say_what_was_found",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(cancel_reason="")
                | ~Q(state="cancelled") & Q(cancel_reason=""),
                name="cancelled_consultations_say_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "held_on"], name="consultation_by_day")]

    def __str__(self):
        return f"{self.held_on.isoformat()} {self.topic}"[:200]

    def get_absolute_url(self):
        return reverse("consultation", args=[self.pk])
