"""申诉: the unit says that a 差评 is mistaken or malicious; the committee decides, never the unit (H10)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from reviews.models.rating_case import READERS, RatingCase
from units.models import Unit


class AppealState(models.TextChoices):
    APPEALED = "appealed", "待核定"
    UPHELD = "upheld", "申诉成立"
    DECLINED = "declined", "申诉不成立"


class RatingAppealQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.scope.role not in READERS:
            return self.none()
        return user.scope.within(self)


class RatingAppeal(models.Model):
    """Upheld, the rating no longer counts but stays visible as excluded; the case goes on beside it."""

    case = models.ForeignKey(
        RatingCase, models.PROTECT, related_name="appeals", verbose_name="差评件"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    state = models.CharField(
        "状态", max_length=10, choices=AppealState, default=AppealState.APPEALED
    )
    reason = models.TextField("申诉理由")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申诉人"
    )
    asked_at = models.DateTimeField("申诉时间", auto_now_add=True)
    decision = models.TextField("核定意见", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="核定人",
    )  # fmt: skip
    decided_at = models.DateTimeField("核定时间", null=True, blank=True)

    objects = RatingAppealQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "差评申诉"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            # One appeal a case: what was decided is not asked again.
            models.UniqueConstraint(fields=["case"], name="one_appeal_a_rating_case"),
            models.CheckConstraint(
                condition=Q(state__in=AppealState.values), name="appeal_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
                name="who_appeals_does_not_decide",
            ),
        ]

    def __str__(self):
        return f"{self.case} 的申诉"
