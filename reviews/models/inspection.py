"""集中督查 and 四不两直: a campaign, its team, its visits to units, the answers given there (G12, G13, N3).

An unannounced visit does not exist for anybody who is not of the team or named (rules.md §3) until it was fed back.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from reviews.models.checklist import Checklist, ChecklistQuestion, ChecklistVersion
from reviews.models.named_reader import Confidence, NamedReader
from units.models import Unit


class InspectionKind(models.TextChoices):
    ANNOUNCED = "inspection", "集中督查"
    UNANNOUNCED = "unannounced", "四不两直"


class VisitState(models.TextChoices):
    PLANNED = "planned", "待走访"
    UNDER_WAY = "under_way", "走访中"
    FED_BACK = "fed_back", "已反馈"
    CANCELLED = "cancelled", "已取消"


class InspectionQuerySet(models.QuerySet):
    def confided_to(self, user):
        """Campaigns of which this person may know everything: one's own team's, or all for whom is named."""
        role = user.scope.role
        if role not in ("staff", "leader", "inspector"):
            return self.none()
        if NamedReader.objects.reads(user, Confidence.UNANNOUNCED):
            return self
        return self.filter(pk__in=InspectionMember.objects.filter(person=user).values("inspection"))

    def visible_to(self, user):
        if user.scope.reads_all:
            shown = Q(kind=InspectionKind.ANNOUNCED) | Q(visits__state=VisitState.FED_BACK)
            return self.filter(
                Q(pk__in=self.model.objects.filter(shown).values("pk"))
                | Q(pk__in=self.model.objects.confided_to(user).values("pk"))
            )
        if user.scope.role == "inspector":
            return self.confided_to(user)
        visits = InspectionVisit.objects.visible_to(user)
        return self.filter(pk__in=visits.order_by().values("inspection"))


class Inspection(models.Model):
    """督查: theme, checklist, dates. `kind` unannounced is 四不两直."""

    title = models.CharField("名称", max_length=100)
    kind = models.CharField(
        "方式", max_length=12, choices=InspectionKind, default=InspectionKind.ANNOUNCED
    )
    theme = models.CharField("主题", max_length=100)
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, blank=True, verbose_name="督查清单"
    )
    begins_on = models.DateField("开始")
    ends_on = models.DateField("结束")
    note = models.TextField("说明", blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="制定人"
    )

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督查"
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="inspection_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=InspectionKind.values), name="inspection_kind_is_known"
            ),
        ]

    def __str__(self):
        """What the audit trail says of it, which more people read than may know of an unannounced one."""
        return f"四不两直（{self.pk}）" if self.is_unannounced else self.title

    def get_absolute_url(self):
        return reverse("inspection", args=[self.pk])

    @property
    def is_unannounced(self):
        return self.kind == InspectionKind.UNANNOUNCED


class InspectionMember(models.Model):
    inspection = models.ForeignKey(
        Inspection, models.CASCADE, related_name="members", verbose_name="督查"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="成员"
    )
    team = models.CharField("组别", max_length=30, blank=True)
    is_head = models.BooleanField("组长", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "督查组成员"
        ordering = ["team", "-is_head", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "person"], name="one_membership_an_inspection"
            )
        ]

    def __str__(self):
        return str(self.person)


class InspectionVisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        scope = user.scope
        shown = Q(inspection__kind=InspectionKind.ANNOUNCED) | Q(state=VisitState.FED_BACK)
        if scope.works_in_unit:
            return scope.within(self).filter(shown)
        confided = Inspection.objects.confided_to(user).values("pk")
        if scope.role == "inspector":
            return self.filter(inspection__in=confided)
        return self.filter(shown | Q(inspection__in=confided)) if scope.reads_all else self.none()

    def for_list(self):
        return self.select_related("unit", "inspection").order_by("unit__protocol_order", "pk")


class InspectionVisit(models.Model):
    """One unit visited. `version` of the checklist is taken when the visit begins and stays."""

    inspection = models.ForeignKey(
        Inspection, models.CASCADE, related_name="visits", verbose_name="督查"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    team = models.CharField("组别", max_length=30, blank=True)
    planned_on = models.DateField("计划日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=VisitState, default=VisitState.PLANNED)
    version = models.ForeignKey(
        ChecklistVersion, models.PROTECT, null=True, blank=True, verbose_name="清单版本"
    )
    visited_at = models.DateTimeField("走访时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    impression = models.TextField("总体情况", blank=True)
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)
    fed_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="反馈人",
    )
    document_number = models.CharField("反馈意见字号", max_length=50, blank=True)

    objects = InspectionVisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督查走访"
        ordering = ["planned_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "unit"], name="one_visit_an_inspection_and_unit"
            ),
            models.CheckConstraint(
                condition=Q(state__in=VisitState.values), name="inspection_visit_state_is_known"
            ),
        ]

    def __str__(self):
        if self.is_hidden:
            return f"四不两直走访（{self.pk}）"
        return f"{self.inspection.title} {self.unit.short_name}"

    def get_absolute_url(self):
        return reverse("inspection_visit", args=[self.pk])

    @property
    def is_hidden(self):
        return self.inspection.is_unannounced and self.state != VisitState.FED_BACK

    @property
    def audit_unit_id(self):
        """An unannounced visit is written into no unit's history before its feedback."""
        return None if self.is_hidden else self.unit_id


class Answer(models.TextChoices):
    YES = "yes", "是"
    NO = "no", "否"
    NOT_APPLICABLE = "na", "不涉及"


class InspectionAnswer(models.Model):
    """`edition` rises with each change: an answer typed offline over an older one is a conflict, shown to both."""

    visit = models.ForeignKey(
        InspectionVisit, models.CASCADE, related_name="answers", verbose_name="走访"
    )
    question = models.ForeignKey(
        ChecklistQuestion, models.PROTECT, related_name="+", verbose_name="检查内容"
    )
    answer = models.CharField("结论", max_length=3, choices=Answer)
    note = models.TextField("情况", blank=True)
    edition = models.PositiveIntegerField("版次", default=1)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="填写人"
    )
    answered_at = models.DateTimeField("填写时间", auto_now=True)
    finding = models.OneToOneField(
        "reviews.Finding",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="answer",
        verbose_name="问题",
    )

    class Meta:
        verbose_name = verbose_name_plural = "督查结论"
        ordering = ["question__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "question"], name="one_answer_a_visit_and_question"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="inspection_answer_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.question_id} {self.get_answer_display()}"
