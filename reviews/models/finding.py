"""问题: one ledger for whatever visits, inspections, citizens and assessments bring to light."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from reviews.models.finding_category import FindingCategory
from reviews.models.finding_family import FindingFamily
from reviews.models.inspection import Inspection, InspectionVisit
from units.models import Unit
from units.names import name_key
from zhaotong_portal.workdays import add_workdays


class FindingSource(models.TextChoices):
    DISTRICT_VISIT = "district_visit", "片区调研"
    INSPECTION = "inspection", "集中督查"
    UNANNOUNCED = "unannounced", "四不两直"
    PUBLIC_CLUE = "public_clue", "昭通评议"
    ASSESSMENT = "assessment", "述职评议"
    SELF_CHECK = "self_check", "自查"
    RATING = "rating", "差评"


class FindingState(models.TextChoices):
    FOUND = "found", "已发现"
    CONFIRMED = "confirmed", "已核实"
    ASSIGNED = "assigned", "已交办"
    IN_HAND = "in_hand", "整改中"
    REPORTED = "reported", "待核验"
    VERIFIED = "verified", "已核验"
    CLOSED = "closed", "已销号"
    DEFERRED = "deferred", "暂缓"
    NOT_OURS = "not_ours", "不属本单位"
    NO_BASIS = "no_basis", "查无依据"
    ALREADY_FIXED = "already_fixed", "此前已整改"


# With the unit: a deadline runs. What is reported or verified waits for the committee and is never overdue.
WITH_UNIT = (FindingState.ASSIGNED, FindingState.IN_HAND)
OPEN_FINDINGS = (FindingState.FOUND, FindingState.CONFIRMED, *WITH_UNIT, FindingState.REPORTED,
                 FindingState.VERIFIED, FindingState.DEFERRED)  # fmt: skip
SETTLED = (
    FindingState.CLOSED,
    FindingState.NOT_OURS,
    FindingState.NO_BASIS,
    FindingState.ALREADY_FIXED,
)


NOT_YET_TOLD = (FindingState.FOUND, FindingState.CONFIRMED)


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit sees what was assigned to it, leading or assisting; what is still being looked into is the committee's.

        What an unannounced visit found does not exist but for its team and named persons until the feedback.
        """
        scope = user.scope
        if scope.works_in_unit:
            assisting = self.model.assisting.through.objects.filter(unit__in=scope.unit_ids)
            own = Q(unit__in=scope.unit_ids) | Q(pk__in=assisting.values("finding"))
            return self.filter(own).told() if scope.unit_ids else self.none()
        if scope.role is None:
            return self.none()
        team = InspectionVisit.objects.filter(inspection__in=Inspection.objects.confided_to(user))
        return scope.within(self).filter(Q(is_hidden=False) | Q(inspection_visit__in=team))

    def told(self):
        """What the unit may know of: never a hidden one, whatever its state."""
        return self.exclude(state__in=NOT_YET_TOLD).filter(is_hidden=False)

    def shown(self):
        """All but what an unannounced visit found and has not fed back: for what counts, imports or sends for everybody."""
        return self.filter(is_hidden=False)

    def leading(self):
        """Each problem once where several rows are handled as one."""
        return self.filter(joined_to=None)

    def open(self):
        return self.filter(state__in=OPEN_FINDINGS)

    def with_unit(self):
        return self.filter(state__in=WITH_UNIT)

    def overdue(self, day=None):
        """A deadline before today while the unit still has it; what is handled in another row counts there."""
        return self.with_unit().leading().filter(due_on__lt=day or timezone.localdate())

    def unsigned(self):
        """Reported, but the secretary's signature is still missing under the report."""
        waiting = FindingStep.objects.filter(verdict="", signed_by=None)
        return self.filter(state=FindingState.REPORTED, pk__in=waiting.values("finding"))

    def for_list(self):
        return self.select_related("unit", "unit__district").order_by(
            "unit__protocol_order", "-found_on", "-pk"
        )


class Finding(models.Model):
    """A problem at one unit, from discovery to 销号. Whoever verifies is never who rectified."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="findings", verbose_name="责任单位")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("问题", max_length=500)
    title_key = models.CharField(max_length=500, editable=False)
    label = models.CharField("清单标签", max_length=50, blank=True)
    row_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    detail = models.TextField("具体情况", blank=True)
    source = models.CharField("来源", max_length=16, choices=FindingSource)
    found_on = models.DateField("发现日期")
    state = models.CharField(
        "状态", max_length=16, choices=FindingState, default=FindingState.FOUND
    )
    people = models.JSONField("责任人", default=list, blank=True)
    measures = models.TextField("整改措施", blank=True)
    result = models.TextField("整改情况", blank=True)
    due_on = models.DateField("整改时限", null=True, blank=True)
    due_kind = models.CharField("时限类型", max_length=10, default="date")
    first_due_on = models.DateField("最初时限", null=True, blank=True, editable=False)
    deferred_until = models.DateField("暂缓至", null=True, blank=True)
    returned_times = models.PositiveSmallIntegerField("退回次数", default=0)
    category = models.ForeignKey(
        FindingCategory, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name="类别"
    )  # fmt: skip
    assisting = models.ManyToManyField(
        Unit, blank=True, related_name="assisted_findings", verbose_name="协同单位"
    )
    original_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原责任单位"
    )
    items = models.ManyToManyField(
        "tasks.WorkItem", blank=True, related_name="findings", verbose_name="相关事项"
    )
    commitments = models.ManyToManyField(
        "tasks.Commitment", blank=True, related_name="findings", verbose_name="商定事项"
    )
    inspection_visit = models.ForeignKey(
        "reviews.InspectionVisit", models.PROTECT, null=True, blank=True, related_name="findings",
        verbose_name="督查走访",
    )  # fmt: skip
    is_hidden = models.BooleanField("反馈前不公开", default=False, editable=False)
    family = models.ForeignKey(
        FindingFamily, models.SET_NULL, null=True, blank=True, related_name="findings", verbose_name="问题家族"
    )  # fmt: skip
    # Handled in an older row that it re-opened: follows its state, has no moves of its own.
    joined_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joined",
        verbose_name="并入办理",
    )
    recurred_times = models.PositiveSmallIntegerField("屡查屡犯次数", default=0)
    extended_times = models.PositiveSmallIntegerField("延期次数", default=0)
    assigned_at = models.DateTimeField("交办时间", null=True, blank=True)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发现人",
    )
    rectified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="整改报告人",
    )
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核验人",
    )
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    import_batch = models.ForeignKey(
        "portal.ImportBatch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题"
        ordering = ["-found_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "label", "title_key"],
                name="one_finding_a_unit_year_label_title",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FindingState.values), name="finding_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=FindingSource.values), name="finding_source_is_known"
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None)
                | Q(rectified_by=None)
                | ~Q(verified_by=models.F("rectified_by")),
                name="verifier_is_not_the_rectifier",
            ),
            models.CheckConstraint(
                condition=Q(joined_to=None) | ~Q(joined_to=models.F("id")),
                name="finding_joins_another",
            ),
            # What an unannounced visit found waits for its feedback; nothing moves before.
            models.CheckConstraint(
                condition=Q(is_hidden=False) | Q(state="found"), name="hidden_finding_rests"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="finding_by_unit_and_state"),
            models.Index(fields=["state", "due_on"], name="finding_by_due"),
            models.Index(fields=["-found_on", "-id"], name="finding_newest"),
            models.Index(fields=["unit", "-found_on", "-id"], name="finding_by_unit_newest"),
            # What everybody counts, with or without a year and source, is counted in the index alone.
            models.Index(fields=["is_hidden", "inspection_visit"], name="finding_shown"),
            models.Index(
                fields=["year", "source", "unit", "is_hidden", "inspection_visit"],
                name="finding_by_year_and_source",
            ),
            models.Index(fields=["category", "state"], name="finding_by_category_and_state"),
        ]

    def __str__(self):
        """What the audit trail says of it, which more people read than may know of a hidden one."""
        return f"未反馈的问题（{self.pk}）" if self.is_hidden else self.title

    def save(self, **kwargs):
        self.title_key = name_key(self.title)
        if self._state.adding and self.first_due_on is None:
            self.first_due_on = self.due_on
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("finding", args=[self.pk])

    @property
    def audit_unit_id(self):
        return None if self.is_hidden else self.unit_id

    @property
    def is_soon(self):
        """Yellow: the day is near (working days before it), not yet past."""
        if self.state not in WITH_UNIT or self.due_on is None:
            return False
        today = timezone.localdate()
        return today <= self.due_on <= add_workdays(today, settings.FINDING_WARN_DAYS)

    @property
    def overdue_days(self):
        if self.state not in WITH_UNIT or self.due_on is None:
            return 0
        return max(0, (timezone.localdate() - self.due_on).days)


class FindingStep(models.Model):
    """One round of rectification: what the unit reported and what the verifier said; every round is kept."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="steps", verbose_name="问题")
    number = models.PositiveSmallIntegerField("轮次")
    report = models.TextField("整改报告")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="报告人"
    )
    reported_at = models.DateTimeField("报告时间")
    # The secretary's signature under the report; signing is not deciding.
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="签发人",
    )
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    verdict = models.CharField(
        "核验结论",
        max_length=10,
        blank=True,
        choices=[("passed", "核验通过"), ("returned", "退回")],
    )
    verdict_text = models.TextField("核验意见", blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核验人",
    )
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改轮次"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "number"], name="finding_rounds_are_numbered_once"
            )
        ]

    def __str__(self):
        return f"{self.finding} 第{self.number}轮"


class FindingOccurrence(models.Model):
    """The same problem met again after it was closed (屡查屡犯): where and when; the first time is the finding itself.

    `reported_as` is the row by which another channel brought it in; that row is handled here from then on.
    """

    finding = models.ForeignKey(
        Finding, models.CASCADE, related_name="occurrences", verbose_name="问题"
    )
    source = models.CharField("来源", max_length=16, choices=FindingSource)
    found_on = models.DateField("发现日期")
    detail = models.TextField("具体情况")
    reported_as = models.OneToOneField(
        Finding, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="登记为"
    )
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发现人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "再次发现"
        ordering = ["found_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=FindingSource.values), name="occurrence_source_is_known"
            )
        ]

    def __str__(self):
        return f"{self.finding} {self.found_on}"
