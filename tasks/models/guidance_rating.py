"""反向评价: units say in one tap whether guidance helped, and nobody can tell who said what (W21).

Nothing here links a unit to its grade. An invitation says who may still rate and is deleted by the tap that uses it; the
tap adds one to the count of its quarter, kind and grade. There is no row a rating, hence no time, order or key that could
be joined back. What of it is shown, and when: tasks/guidance/rating.py.
"""

from django.db import models
from django.db.models import F, Q

from tasks.models.consultation import Consultation
from tasks.models.guidance_readers import GUIDANCE_READERS
from tasks.models.visit import Visit
from units.models import Unit


class GuidanceKind(models.TextChoices):
    CONSULTATION = "consultation", "会商指导"
    VISIT = "visit", "调研"


class GuidanceGrade(models.TextChoices):
    HELPFUL = "helpful", "很有帮助"
    SOMEWHAT = "somewhat", "有些帮助"
    NOT_HELPFUL = "not_helpful", "帮助不大"


class RatingInvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Only the unit itself: who has not rated yet is nobody else's business."""
        return user.scope.within(self) if user.scope.works_in_unit else self.none()

    def in_time(self, day):
        return self.filter(until__gte=day)


class RatingInvitation(models.Model):
    """A unit may rate one consultation or visit once, until a day. Used or run out, it is gone."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="单位")
    consultation = models.ForeignKey(
        Consultation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="会商指导",
    )
    visit = models.ForeignKey(
        Visit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="调研"
    )
    until = models.DateField("评价期限")

    objects = RatingInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "反向评价邀请"
        ordering = ["until", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consultation__isnull=False, visit=None)
                | Q(consultation=None, visit__isnull=False),
                name="invitation_is_about_one_thing",
            ),
            models.UniqueConstraint(
                fields=["unit", "consultation"],
                condition=Q(visit=None),
                name="one_invitation_a_unit_and_consultation",
            ),
            models.UniqueConstraint(
                fields=["unit", "visit"],
                condition=Q(consultation=None),
                name="one_invitation_a_unit_and_visit",
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.subject}"

    @property
    def subject(self):
        return self.consultation or self.visit

    @property
    def kind(self):
        return GuidanceKind.CONSULTATION if self.consultation_id else GuidanceKind.VISIT


class GuidanceTallyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody who has to do with guidance reads the counts; what may be shown is decided in one place."""
        return self if user.scope.role in GUIDANCE_READERS else self.none()

    def add(self, year, quarter, kind, grade):
        """One more, without a row of its own."""
        row, _ = self.get_or_create(year=year, quarter=quarter, kind=kind, grade=grade)
        self.filter(pk=row.pk).update(count=F("count") + 1)


class GuidanceTally(models.Model):
    """How often a grade was given in a quarter: all that is ever kept of a rating."""

    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    kind = models.CharField("对象", max_length=12, choices=GuidanceKind)
    grade = models.CharField("评价", max_length=12, choices=GuidanceGrade)
    count = models.PositiveIntegerField("次数", default=0)

    objects = GuidanceTallyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "反向评价计数"
        ordering = ["-year", "-quarter", "kind", "grade"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter", "kind", "grade"],
                name="one_tally_a_quarter_kind_and_grade",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="tally_quarter_is_one"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=GuidanceKind.values), name="tally_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(grade__in=GuidanceGrade.values), name="tally_grade_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.year}年第{self.quarter}季度 {self.get_kind_display()} {self.get_grade_display()}"
