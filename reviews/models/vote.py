"""现场测评: a vote at the yearly meeting by one-time codes, made so that no vote can be traced (features I9).

What is stored is a code that has not been used, and how often each option was chosen. A vote that is cast adds to the
counts and takes the code away: there is no row for a vote, hence no order, no moment and no key that could join
it to the code, to a telephone or to a person.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from units.models import Role, Unit


class VoteState(models.TextChoices):
    PREPARED = "prepared", "准备中"
    OPEN = "open", "投票中"
    CLOSED = "closed", "已截止"
    CANCELLED = "cancelled", "已取消"


# Who prepares, reads and answers for the vote (rules.md §3, assessment). Units see the decided grade, not the counts.
VOTE_READERS = {Role.STAFF, Role.LEADER}


class VoteSessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The auditor reads all but votes; units and the others have no part in it."""
        return self.all() if user.scope.role in VOTE_READERS else self.none()

    def for_list(self):
        rows = self.annotate(subject_count=models.Count("subjects", distinct=True))
        return rows.order_by("-held_on", "-pk")


class VoteSession(models.Model):
    """One vote in one meeting about some secretaries. Its counts are read when it is closed, not before."""

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("会议名称", max_length=100)
    held_on = models.DateField("测评日期", default=timezone.localdate)
    state = models.CharField("状态", max_length=10, choices=VoteState, default=VoteState.PREPARED)
    # As they were when the session was made: a setting that changes later renames no vote.
    options = models.JSONField("选项", default=list)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="准备人"
    )
    opened_at = models.DateTimeField("开始时间", null=True, blank=True)
    closed_at = models.DateTimeField("截止时间", null=True, blank=True)

    objects = VoteSessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "现场测评"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=VoteState.values), name="vote_session_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)), name="vote_session_year_is_a_year"
            ),
            models.UniqueConstraint(
                fields=["year", "title"], name="vote_session_once_a_year_and_title",
                violation_error_message="这个年度已有同名的测评。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("vote_session", args=[self.pk])


class VoteGroup(models.Model):
    """Whose slips are of one colour: 班子成员, 书记互评, 党员代表 … with the weight of the group in the result."""

    session = models.ForeignKey(
        VoteSession, models.CASCADE, related_name="groups", verbose_name="测评"
    )
    name = models.CharField("测评人员", max_length=30)
    weight = models.PositiveSmallIntegerField("权重（%）")
    order = models.PositiveSmallIntegerField("排序")
    issued = models.PositiveIntegerField("发出", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "测评人员"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "name"], name="vote_group_once_a_session"),
            models.CheckConstraint(
                condition=Q(weight__range=(1, 100)), name="vote_weight_is_a_percentage"
            ),
        ]

    def __str__(self):
        return self.name


class VoteSubject(models.Model):
    """A secretary who reports: the unit, and the name as it is printed."""

    session = models.ForeignKey(
        VoteSession, models.CASCADE, related_name="subjects", verbose_name="测评"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("述职人", max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "述职人"
        ordering = ["unit__protocol_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "unit", "name"], name="vote_subject_once_a_session"
            )
        ]

    def __str__(self):
        return f"{self.unit.short_name}{f' {self.name}' if self.name else ''}"


class VoteCode(models.Model):
    """A code that may still vote. Only its keyed digest; it goes with the vote."""

    group = models.ForeignKey(
        VoteGroup, models.CASCADE, related_name="codes", verbose_name="测评人员"
    )
    key = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "测评码"

    def __str__(self):
        return f"{self.group}的测评码"


class VoteCount(models.Model):
    """How often a group chose an option for a subject. Made with all options at zero when the vote opens."""

    subject = models.ForeignKey(
        VoteSubject, models.CASCADE, related_name="counts", verbose_name="述职人"
    )
    group = models.ForeignKey(
        VoteGroup, models.CASCADE, related_name="counts", verbose_name="测评人员"
    )
    option = models.PositiveSmallIntegerField("选项")
    number = models.PositiveIntegerField("票数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "票数"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "group", "option"], name="vote_count_once_an_option"
            )
        ]

    def __str__(self):
        return f"{self.subject} {self.group}"
