"""商定事项: what a unit promised at a meeting, consultation or visit: what, who, until when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from tasks.models.consultation import Consultation
from tasks.models.dispatch_meeting import DispatchMeeting
from tasks.models.guidance_readers import GUIDANCE_READERS
from tasks.models.visit import Visit
from units.models import Unit

SOURCES = ("consultation", "meeting", "visit")


class CommitmentState(models.TextChoices):
    """逾期 is computed from the date, never stored."""

    OPEN = "open", "未兑现"
    KEPT = "kept", "已兑现"
    DROPPED = "dropped", "已终止"


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.scope.role not in GUIDANCE_READERS:
            return self.none()
        return user.scope.within(self)

    def open(self):
        return self.filter(state=CommitmentState.OPEN)

    def overdue(self, day=None):
        """Open after its day, and not yet reported as kept: what waits for staff is not the unit's delay."""
        late = self.open().filter(due_on__lt=day or timezone.localdate())
        return late.filter(reported_at=None)

    def reported(self):
        """Open ones that the unit says it has kept: they wait for staff."""
        return self.open().exclude(reported_at=None)

    def for_list(self):
        return self.select_related(
            "unit", "unit__district", "consultation", "meeting", "visit"
        ).order_by("due_on", "unit__protocol_order", "pk")


class Commitment(models.Model):
    """Exactly one of `consultation`, `meeting`, `visit` is where it was agreed. The day is never empty."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="commitments", verbose_name="责任单位"
    )
    consultation = models.ForeignKey(
        Consultation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name="会商指导",
    )
    meeting = models.ForeignKey(
        DispatchMeeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name="调度会",
    )
    visit = models.ForeignKey(
        Visit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name="调研",
    )
    what = models.CharField("商定事项", max_length=300)
    who = models.CharField("责任人", max_length=100)
    due_on = models.DateField("完成时限")
    first_due_on = models.DateField("最初时限", editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=CommitmentState, default=CommitmentState.OPEN
    )
    outcome = models.TextField("落实情况", blank=True)
    outcome_at = models.DateTimeField("填写时间", null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填写人",
    )
    reported_at = models.DateTimeField("报请销号时间", null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )
    agreed_at = models.DateTimeField("登记时间", default=timezone.now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="销号人",
    )
    settled_at = models.DateTimeField("销号时间", null=True, blank=True)
    drop_reason = models.TextField("终止理由", blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "商定事项"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CommitmentState.values), name="commitment_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(consultation__isnull=False, meeting=None, visit=None)
                | Q(consultation=None, meeting__isnull=False, visit=None)
                | Q(consultation=None, meeting=None, visit__isnull=False),
                name="commitment_was_agreed_at_one_place",
            ),
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(who=""), name="commitment_says_what_and_who"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None)
                | ~Q(state="open") & Q(settled_at__isnull=False, settled_by__isnull=False),
                name="settled_commitments_say_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(drop_reason=""),
                name="dropped_commitments_say_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept") | Q(reported_by=None) | ~Q(settled_by=F("reported_by")),
                name="who_reports_a_commitment_does_not_settle_it",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="commitment_by_unit_and_state"),
            models.Index(fields=["state", "due_on"], name="commitment_by_due"),
        ]

    def __str__(self):
        return self.what[:200]

    def get_absolute_url(self):
        return reverse("commitment", args=[self.pk])

    @property
    def source(self):
        """The meeting, consultation or visit at which it was agreed."""
        return self.consultation or self.meeting or self.visit

    @property
    def overdue_days(self):
        if self.state != CommitmentState.OPEN or self.reported_at:
            return 0
        return max(0, (timezone.localdate() - self.due_on).days)
