"""提示 → 催办 → 会商 → 督办: what a unit was asked for again and again goes one step up (E14).

A row is one paper for one unit: all that has come so far up goes into it, so that nobody gets five letters.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tasks.models.reminder import SheetLine
from units.models import Unit


class Step(models.TextChoices):
    """`prompt` is the sheet itself and has no row here."""

    PROMPT = "prompt", "提示"
    URGE = "urge", "催办"
    CONSULT = "consult", "会商"
    SUPERVISE = "supervise", "督办"


class EscalationState(models.TextChoices):
    PROPOSED = "proposed", "拟升级"
    CARRIED_OUT = "carried_out", "已升级"
    WAIVED = "waived", "暂不升级"
    LAPSED = "lapsed", "已不需要"


class EscalationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit sees what was done, not what is being weighed."""
        rows = user.scope.within(self)
        return rows if user.scope.reads_all else rows.filter(state=EscalationState.CARRIED_OUT)

    def for_list(self):
        return self.select_related("unit__district", "decided_by").prefetch_related("matters")


class Escalation(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="escalations", verbose_name="单位")
    step = models.CharField("步骤", max_length=10, choices=Step)
    state = models.CharField(
        "状态", max_length=12, choices=EscalationState, default=EscalationState.PROPOSED
    )
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    answer_by = models.DateField("要求时限", null=True, blank=True)
    paper = models.JSONField("印发时的全文", default=dict, blank=True)
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="决定人",
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    reason = models.TextField("理由", blank=True)
    # The consultation or supervision order that the step made, as an address of the portal.
    leads_to = models.CharField("办理页面", max_length=200, blank=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "逐级督促"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "step"],
                condition=Q(state="proposed"),
                name="one_proposed_escalation_a_unit_and_step",
            ),
            models.UniqueConstraint(
                fields=["document_number"],
                condition=~Q(document_number=""),
                name="escalation_number_given_once",
            ),
            models.CheckConstraint(
                condition=Q(step__in=Step.values), name="escalation_step_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EscalationState.values), name="escalation_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="carried_out")
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="escalations_are_carried_out_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.get_step_display()}"

    def get_absolute_url(self):
        return reverse("escalation", args=[self.pk])


class EscalationMatter(models.Model):
    """One thing that came so far up: by which rule, and the line that last asked for it."""

    escalation = models.ForeignKey(
        Escalation, models.CASCADE, related_name="matters", verbose_name="逐级督促"
    )
    subject_key = models.CharField("对象", max_length=60)
    line = models.ForeignKey(
        SheetLine, models.PROTECT, related_name="escalated_as", verbose_name="提示事项"
    )
    heading = models.CharField("标题", max_length=500)
    times = models.PositiveSmallIntegerField("已提示次数")
    days_late = models.PositiveSmallIntegerField("超期天数", default=0)
    rule = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "督促事项"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["escalation", "subject_key"], name="one_matter_a_subject_and_escalation"
            )
        ]

    def __str__(self):
        return self.heading
