"""交接: an officer or secretary of a unit hands over to the next one; both sign, and the unit loses nothing."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from units.models.person import UNIT_ROLES, Person, Role
from units.models.unit import Unit


class HandoverState(models.TextChoices):
    PREPARED = "prepared", "准备中"
    SIGNED_BY_OUTGOING = "signed_by_outgoing", "待接手人签字"
    SIGNED_BY_BOTH = "signed_by_both", "双方已签"
    CANCELLED = "cancelled", "已取消"


OPEN_HANDOVERS = (HandoverState.PREPARED, HandoverState.SIGNED_BY_OUTGOING)
SIGNED_HANDOVERS = (HandoverState.SIGNED_BY_OUTGOING, HandoverState.SIGNED_BY_BOTH)


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Both people whatever role they work in, or none yet; the unit's secretary; who reads all units."""
        mine = Q(outgoing=user) | Q(incoming=user)
        scope = user.scope
        if scope.reads_all:
            return self
        if scope.role == Role.SECRETARY:
            mine |= Q(unit__in=scope.unit_ids)
        return self.filter(mine)

    def open(self):
        return self.filter(state__in=OPEN_HANDOVERS)

    def for_list(self):
        return self.select_related("unit", "unit__district", "outgoing", "incoming")


class Handover(models.Model):
    """One change of hands in one role of one unit.

    `incoming` None: the account is still to be made, `incoming_name` says for whom. `content` is the pack as the
    outgoing person signed it, with its digest; until then the pack is assembled anew at every look.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="handovers", verbose_name="单位")
    role = models.CharField("身份", max_length=20, choices=Role)
    outgoing = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="移交人")
    incoming = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接手人"
    )
    incoming_name = models.CharField("接手人姓名", max_length=50)
    incoming_phone = models.CharField("接手人电话", max_length=30, blank=True)
    takes_effect_on = models.DateField("交接日期")
    reason = models.CharField("交接原因", max_length=300)
    notes = models.TextField("移交说明", blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=HandoverState, default=HandoverState.PREPARED
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发起人"
    )
    prepared_at = models.DateTimeField("发起时间", auto_now_add=True)
    content = models.JSONField("签字时的内容", default=dict, blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    # Who pressed for the outgoing person: themselves, or somebody who says why.
    outgoing_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移交签字人",
    )  # fmt: skip
    outgoing_signed_at = models.DateTimeField("移交签字时间", null=True, blank=True)
    signed_for_reason = models.CharField("代签原因", max_length=300, blank=True)
    incoming_signed_at = models.DateTimeField("接手签字时间", null=True, blank=True)
    returned_reason = models.TextField("退回补充的意见", blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作交接"
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "role"],
                condition=Q(state__in=OPEN_HANDOVERS),
                name="one_open_handover_a_unit_and_role",
            ),
            models.CheckConstraint(
                condition=Q(role__in=UNIT_ROLES), name="handover_role_is_a_units"
            ),
            models.CheckConstraint(
                condition=Q(state__in=HandoverState.values), name="handover_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(incoming=None) | ~Q(incoming=F("outgoing")),
                name="nobody_hands_over_to_themselves",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="handover_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(incoming_name=""), name="handover_names_who_takes_over"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SIGNED_HANDOVERS)
                | (~Q(sha256="") & Q(outgoing_signed_by__isnull=False, outgoing_signed_at__isnull=False)),
                name="signed_handovers_keep_what_was_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=HandoverState.SIGNED_BY_BOTH)
                | Q(incoming__isnull=False, incoming_signed_at__isnull=False),
                name="both_have_signed_a_done_handover",
            ),
            models.CheckConstraint(
                condition=Q(outgoing_signed_by=None)
                | Q(outgoing_signed_by=F("outgoing"))
                | ~Q(signed_for_reason=""),
                name="signing_for_another_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(incoming=None)
                | Q(outgoing_signed_by=None)
                | ~Q(outgoing_signed_by=F("incoming")),
                name="nobody_signs_on_both_sides",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state"], name="handover_by_state")]

    def __str__(self):
        return f"{self.unit} {self.get_role_display()}交接"

    def get_absolute_url(self):
        return reverse("handover", args=[self.pk])

    @property
    def is_open(self):
        return self.state in OPEN_HANDOVERS
