"""提问: a question about one place of a month's report, asked without returning it, and what was written below."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tasks.models.activity import Activity
from tasks.models.indicator import Indicator
from tasks.models.progress import ItemProgress
from tasks.models.report import MonthlyReport
from units.models import PartyOrganisation

# The unit, and the committee's side; an inspector checks facts, and what is being clarified is none yet.
READERS = {"officer", "secretary", "staff", "leader", "auditor"}


class QuestionState(models.TextChoices):
    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"
    RESOLVED = "resolved", "已解决"


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.scope.role not in READERS:
            return self.none()
        return user.scope.within(self, "report__unit")

    def open(self):
        return self.filter(state=QuestionState.OPEN)

    def unresolved(self):
        return self.exclude(state=QuestionState.RESOLVED)


class Question(models.Model):
    """At most one of `line`, `indicator` (with `organisation`, or of the unit itself) and `activity`: none is the whole.

    A cell is named by indicator and holder, not by its value: a figure that is taken out and typed anew keeps its
    thread. `about` and `said` keep what was asked about when the place itself is gone or says something else by now.
    """

    report = models.ForeignKey(
        MonthlyReport, models.CASCADE, related_name="questions", verbose_name="月度进展"
    )
    line = models.ForeignKey(
        ItemProgress,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name="事项进展",
    )
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name="指标",
    )
    organisation = models.ForeignKey(
        PartyOrganisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name="党组织",
    )
    activity = models.ForeignKey(
        Activity,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name="活动",
    )
    about = models.CharField("所问内容", max_length=300, blank=True, editable=False)
    said = models.TextField("提问时的内容", blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=QuestionState, default=QuestionState.OPEN
    )
    text = models.TextField("提问")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提问人"
    )
    asked_at = models.DateTimeField("提问时间", auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认解决人",
    )
    resolved_at = models.DateTimeField("解决时间", null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提问"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(line=None, indicator=None)
                | Q(line=None, activity=None)
                | Q(indicator=None, activity=None),
                name="question_is_about_one_place",
            ),
            models.CheckConstraint(
                condition=Q(organisation=None) | Q(indicator__isnull=False),
                name="question_about_a_holder_names_its_figure",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="question_says_something"),
            models.CheckConstraint(
                condition=Q(state__in=QuestionState.values), name="question_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="resolved", resolved_by__isnull=False, resolved_at__isnull=False)
                | (~Q(state="resolved") & Q(resolved_by=None, resolved_at=None)),
                name="resolved_questions_say_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["report", "state"], name="question_by_report_and_state")]

    def __str__(self):
        return self.text[:50]

    def get_absolute_url(self):
        """The thread at its place on the month's page."""
        return f"{self.report.get_absolute_url()}#{self.anchor}"

    @property
    def unit_id(self):
        return self.report.unit_id

    @property
    def anchor(self):
        return f"question-{self.pk}"

    @property
    def about_text(self):
        return self.about or "整份报告"

    @property
    def page_url(self):
        return reverse("question", args=[self.pk])


class QuestionReply(models.Model):
    """What was written below a question: the unit's answer, or a further word of who asks."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="replies", verbose_name="提问"
    )
    text = models.TextField("内容")
    from_unit = models.BooleanField("单位答复", default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填写人"
    )
    written_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "提问的答复"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_reply_says_something")
        ]

    def __str__(self):
        return self.text[:50]
