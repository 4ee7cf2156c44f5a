"""述职评议考核: one unit's year, from the filing of its secretary's report to the published grade (W14, W15).

The score advises, the committee decides the grade: both are kept, every decision as a row of its own.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from reviews.models.assessment_scheme import AssessmentScheme, SchemeAdjustment, SchemePart
from units.models import Role, Unit
from units.registers.entry import FIRST_YEAR, LAST_YEAR


class AssessmentState(models.TextChoices):
    PREPARED = "prepared", "待述职"
    SELF_REPORTED = "self_reported", "已述职"
    FED_BACK = "fed_back", "已反馈"
    DECIDED = "decided", "已定等次"
    PUBLISHED = "published", "已公布"


# rules.md §3: the administrator keeps the schemes and reads no assessment; an inspector has no part in it.
ASSESSMENT_READERS = {Role.STAFF, Role.LEADER, Role.AUDITOR}


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        scope = user.scope
        if scope.role in ASSESSMENT_READERS:
            return self
        return self.filter(unit__in=scope.unit_ids) if scope.works_in_unit else self.none()

    def for_list(self):
        return self.select_related("unit", "unit__district", "decision")


class Assessment(models.Model):
    """`secretaries` [{name, since, until}] of the year as printed, both where one followed the other (ISO days).

    `facts` holds the score's parts as they were decided on: what was published is not computed anew.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assessments", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField(
        "状态", max_length=14, choices=AssessmentState, default=AssessmentState.PREPARED
    )
    scheme = models.ForeignKey(
        AssessmentScheme, models.PROTECT, null=True, blank=True, related_name="assessments",
        verbose_name="考核方案",
    )  # fmt: skip
    secretaries = models.JSONField("述职人", default=list, blank=True)
    facts = models.JSONField("公布的数据", default=dict, blank=True, editable=False)
    decision = models.OneToOneField(
        "reviews.GradeDecision", models.PROTECT, null=True, blank=True, related_name="+",
        editable=False, verbose_name="现行等次",
    )  # fmt: skip
    # 反馈单
    sequence = models.PositiveIntegerField("反馈单序号", null=True, blank=True, editable=False)
    document_number = models.CharField("反馈单编号", max_length=40, blank=True)
    fed_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="反馈人",
    )  # fmt: skip
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)
    # The sheet as it was issued, so that a later change of wording does not change it.
    feedback_paper = models.JSONField("反馈单文本", default=dict, blank=True, editable=False)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "述职评议考核"
        ordering = ["-year", "unit__protocol_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="one_assessment_a_unit_and_year"),
            models.UniqueConstraint(
                fields=["year", "sequence"], name="one_feedback_sheet_a_year_and_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AssessmentState.values), name="assessment_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="assessment_year_is_one"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "published"]) | Q(decision__isnull=False),
                name="decided_assessment_has_its_grade",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="published_assessment_has_its_moment",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["year", "state"], name="assessment_by_year_and_state")]

    def __str__(self):
        return f"{self.unit}{self.year}年度考核"

    def get_absolute_url(self):
        return reverse("assessment", args=[self.pk])


class GradeDecision(models.Model):
    """The committee's grade beside what the score advised; a later decision follows the earlier, none is rewritten."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="decisions", verbose_name="考核"
    )
    number = models.PositiveSmallIntegerField("次序")
    score = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True)
    place = models.PositiveSmallIntegerField("名次", null=True)
    place_of = models.PositiveSmallIntegerField("参加排名的单位数", null=True)
    advised = models.CharField("按得分建议", max_length=20, blank=True)
    grade = models.CharField("等次", max_length=20)
    reason = models.TextField("不同于建议的理由", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间")

    class Meta:
        verbose_name = verbose_name_plural = "等次决定"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "number"], name="grade_decisions_are_numbered_once"
            ),
            models.CheckConstraint(condition=~Q(grade=""), name="decision_has_a_grade"),
            models.CheckConstraint(
                condition=Q(advised=models.F("grade")) | ~Q(reason=""),
                name="other_grade_than_advised_is_reasoned",
                violation_error_message="等次与得分建议不同，请写明理由。",
            ),
        ]

    def __str__(self):
        return f"{self.assessment}：{self.grade}"


class JudgedScore(models.Model):
    """What one judge gives one unit for one judged part, 0–100."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="judged", verbose_name="考核"
    )
    part = models.ForeignKey(SchemePart, models.PROTECT, related_name="+", verbose_name="考核内容")
    judge = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评委"
    )
    value = models.DecimalField("评分", max_digits=5, decimal_places=2)
    note = models.CharField("说明", max_length=300, blank=True)
    judged_at = models.DateTimeField("评分时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "评委打分"
        ordering = ["part__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "part", "judge"], name="one_score_a_part_and_judge"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=100), name="judged_score_is_of_a_hundred"
            ),
        ]

    def __str__(self):
        return f"{self.assessment} {self.part}"


class AssessmentAdjustment(models.Model):
    """Points beside the parts, with what they rest on; a honour or a problem that the portal knows is named as such."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="adjustments", verbose_name="考核"
    )
    kind = models.ForeignKey(
        SchemeAdjustment, models.PROTECT, related_name="+", verbose_name="事项"
    )
    points = models.DecimalField("分值", max_digits=4, decimal_places=1)
    evidence = models.CharField("依据", max_length=300)
    honour = models.ForeignKey(
        "reviews.Honour", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="荣誉",
    )  # fmt: skip
    finding = models.ForeignKey(
        "reviews.Finding", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="问题",
    )  # fmt: skip
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "加分扣分"
        ordering = ["kind__sign", "kind__order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="adjustment_has_points"),
            models.CheckConstraint(condition=~Q(evidence=""), name="adjustment_has_evidence"),
        ]

    def __str__(self):
        return f"{self.kind}（{self.assessment}）"


class FeedbackProblem(models.Model):
    """点对点反馈: one problem of the sheet to one secretary. With the sheet it enters the ledger as `finding` (I5)."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="problems", verbose_name="考核"
    )
    order = models.PositiveSmallIntegerField("序号")
    text = models.CharField("问题", max_length=500)
    demand = models.CharField("整改要求", max_length=500, blank=True)
    category = models.ForeignKey(
        "reviews.FindingCategory", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="类别",
    )  # fmt: skip
    finding = models.OneToOneField(
        "reviews.Finding", models.PROTECT, null=True, blank=True, related_name="fed_back_as",
        editable=False, verbose_name="台账中的问题",
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "反馈问题"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "order"], name="feedback_problems_are_numbered_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="feedback_problem_says_something"),
        ]

    def __str__(self):
        return self.text


class ContestState(models.TextChoices):
    OPEN = "open", "待答复"
    UPHELD = "upheld", "采纳"
    DISMISSED = "dismissed", "不采纳"
    WITHDRAWN = "withdrawn", "已撤回"


class FactContestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever reads the assessment: the unit its own."""
        return self.filter(
            assessment__in=Assessment.objects.visible_to(user).order_by().values("pk")
        )

    def open(self):
        return self.filter(state=ContestState.OPEN)

    def for_list(self):
        return self.select_related("assessment__unit", "contested_by", "answered_by")


class FactContest(models.Model):
    """事实异议: the unit says that a published fact is not so; a judgement cannot be contested (I16).

    `fact`: the key of the part in `Assessment.facts`. What was published stays, the answer stands beside it.
    """

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="contests", verbose_name="考核"
    )
    fact = models.CharField("事实", max_length=60)
    fact_label = models.CharField("事实名称", max_length=60)
    claim = models.TextField("异议内容")
    state = models.CharField("状态", max_length=10, choices=ContestState, default=ContestState.OPEN)
    contested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    contested_at = models.DateTimeField("提出时间", auto_now_add=True)
    answer = models.TextField("答复", blank=True)
    corrected = models.CharField("更正为", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="答复人",
    )  # fmt: skip
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = FactContestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事实异议"
        ordering = ["-contested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "fact"], condition=Q(state="open"),
                name="one_open_contest_a_fact",
                violation_error_message="这项事实的异议正在办理，请等候答复。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ContestState.values), name="fact_contest_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "dismissed"])
                | (~Q(answer="") & Q(answered_by__isnull=False)),
                name="contest_is_settled_with_an_answer",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.assessment}：{self.fact_label}"

    def get_absolute_url(self):
        return reverse("fact_contest", args=[self.pk])

    @property
    def unit_id(self):
        return self.assessment.unit_id
