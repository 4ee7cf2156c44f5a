"""约谈: who was talked to because of a grade, from the notice to the check of what was promised (I12).

Only named persons look, and each look is on record (rules.md §3).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from units.models import Unit
from units.registers.entry import FIRST_YEAR, LAST_YEAR

READING_ROLES = ("staff", "leader")


class InterviewReader(models.Model):
    """One of the named persons. The administrator names them; naming gives the administrator no look."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="interview_readings",
        verbose_name="人员",
    )  # fmt: skip
    begins_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止", null=True, blank=True)
    basis = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "约谈记录查看人"
        ordering = ["person", "begins_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")),
                name="interview_reader_ends_after_it_begins",
                violation_error_message="结束日期不能早于开始日期。",
            )
        ]

    def __str__(self):
        return str(self.person)


class InterviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Nobody by role alone."""
        from reviews.interviews import may_look

        return self.all() if may_look(user) else self.none()

    def for_list(self):
        """What is still to be held first, then the latest."""
        newest = F("held_on").desc(nulls_first=True)
        return self.select_related("unit").order_by(
            newest, "-planned_on", "unit__protocol_order", "pk"
        )

    def between(self, since=None, until=None):
        rows = self if since is None else self.filter(held_on__gte=since)
        return rows if until is None else rows.filter(held_on__lte=until)


class InterviewState(models.TextChoices):
    NOTIFIED = "notified", "已通知"
    HELD = "held", "已约谈"
    CHECKED = "checked", "已复核"
    CANCELLED = "cancelled", "已取消"


class Interview(models.Model):
    """The secretary is text: a name in a record, no account."""

    audit_unit_id = 0  # the trail of the unit is read by more people than the record

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("考核年度")
    secretary = models.CharField("党组（党委）书记", max_length=50)
    grade = models.CharField("考核等次", max_length=20, default="一般")
    state = models.CharField(
        "状态", max_length=10, choices=InterviewState, default=InterviewState.HELD
    )
    notified_on = models.DateField("通知日期", null=True, blank=True)
    notice = models.TextField("通知内容", blank=True)
    planned_on = models.DateField("拟约谈日期", null=True, blank=True)
    held_on = models.DateField("约谈日期", null=True, blank=True)
    held_by = models.CharField("约谈人", max_length=50, blank=True)
    summary = models.TextField("约谈要点", blank=True)
    promise = models.TextField("承诺事项", blank=True)
    check_on = models.DateField("复核日期", null=True, blank=True)
    checked_on = models.DateField("实际复核日期", null=True, blank=True)
    check_result = models.TextField("复核结果", blank=True)
    cancelled_because = models.TextField("取消理由", blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        editable=False, verbose_name="登记人",
    )  # fmt: skip

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "约谈"
        ordering = ["-held_on", "unit__protocol_order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="interview_year_is_one"
            ),
            models.CheckConstraint(
                condition=Q(state__in=InterviewState.values), name="interview_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "checked"]) | Q(held_on__isnull=False),
                name="held_interview_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="checked") | (Q(checked_on__isnull=False) & ~Q(check_result="")),
                name="checked_interview_has_its_result",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""),
                name="cancelled_interview_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="notified") | Q(planned_on__isnull=False),
                name="notified_interview_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["unit", "year"], condition=Q(state="notified"),
                name="one_interview_awaited_a_unit_and_year",
                violation_error_message="这个单位这一年度的约谈已经通知，还没有进行。",
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "held_on"], name="one_interview_a_unit_year_and_day",
                violation_error_message="这次约谈已经登记：同一单位、同一考核年度、同一天。",
            ),
        ]  # fmt: skip

    def __str__(self):
        """What the trail of looks may say: no name, no unit."""
        return f"约谈记录第 {self.pk} 号"

    def get_absolute_url(self):
        return reverse("interview", args=[self.pk])
