"""代办: while somebody is away, another person holds their duties of one role, from one day to another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from units.models.person import Role

# What may be handed on. An administrator's or auditor's rights never are; officers and inspectors are several.
HANDED_ON = (Role.SECRETARY, Role.STAFF, Role.LEADER)
HANDED_ON_CHOICES = [(role.value, role.label) for role in HANDED_ON]


class SubstitutionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, as the absent or the substitute; administrators and auditors read everybody's."""
        if user.scope.uses_admin:
            return self
        return self.concerning(user)

    def concerning(self, user):
        return self.filter(Q(absent=user.pk) | Q(substitute=user.pk))

    def standing(self):
        """Not ended early, whatever the day."""
        return self.filter(ended_at=None)

    def in_force(self, day=None):
        """Both days included. A disabled account has nothing to hand on and nothing to take over."""
        day = day or timezone.localdate()
        return self.standing().filter(
            begins_on__lte=day,
            ends_on__gte=day,
            absent__is_active=True,
            substitute__is_active=True,
        )

    def stood_in(self, substitute_id, absent_ids, role, day) -> bool:
        """Whether one stood in for any of these people on a day; on the day of an early end it is said to have been."""
        return (
            self.filter(Q(ended_at=None) | Q(ended_at__date__gte=day))
            .filter(substitute=substitute_id, absent__in=absent_ids, role=role)
            .filter(begins_on__lte=day, ends_on__gte=day)
            .exists()
        )

    def overlapping(self, begins_on, ends_on):
        return self.standing().filter(begins_on__lte=ends_on, ends_on__gte=begins_on)


class Substitution(models.Model):
    """Which rights follow from it is said in units/scope.py and `Person.current_appointments`, nowhere else."""

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", verbose_name="请代办的人"
    )
    role = models.CharField("代办身份", max_length=20, choices=HANDED_ON_CHOICES)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="substitutions",
        verbose_name="代办人",
    )
    begins_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    reason = models.CharField("事由", max_length=100)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="设定人"
    )
    set_at = models.DateTimeField("设定时间", auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提前结束的人",
    )
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代办"
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="substitution_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("substitute")), name="nobody_substitutes_for_themselves"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in HANDED_ON]),
                name="substitution_hands_on_a_duty",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="substitution_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="substitution_ended_by_somebody",
            ),
            # Days that overlap are refused under a lock (units/substituting.py); the same press twice here.
            models.UniqueConstraint(
                fields=["absent", "role", "begins_on"],
                condition=Q(ended_at=None),
                name="one_substitution_a_role_and_first_day",
            ),
        ]
        indexes = [models.Index(fields=["substitute", "ends_on"], name="substitution_in_force")]

    def __str__(self):
        return f"{self.substitute.name}代{self.absent.name}（{self.get_role_display()}）"

    @property
    def is_over(self):
        return self.ended_at is not None or self.ends_on < timezone.localdate()

    @property
    def runs(self):
        return not self.is_over and self.begins_on <= timezone.localdate()
