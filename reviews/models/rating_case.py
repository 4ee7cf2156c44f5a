"""差评件: a 差评 and what became of it, until the citizen has seen the answer (rules.md §5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from reviews.models.finding import Finding
from reviews.models.rating import Grade, Rating
from units.models import Role, Unit


class CaseState(models.TextChoices):
    OPENED = "opened", "待受理"
    ACCEPTED = "accepted", "已受理"
    VERIFIED = "verified", "已核实"
    NO_BASIS = "no_basis", "查无依据"
    NOT_OURS = "not_ours", "不属本单位"
    IN_HAND = "in_hand", "整改中"
    ANSWERED = "answered", "已答复"
    CALLED_BACK = "called_back", "已回访"
    CLOSED = "closed", "已办结"
    ESCALATED = "escalated", "已提级"


WITH_UNIT = (CaseState.OPENED, CaseState.ACCEPTED, CaseState.VERIFIED, CaseState.IN_HAND)
OPEN_CASES = (*WITH_UNIT, CaseState.ANSWERED, CaseState.CALLED_BACK, CaseState.ESCALATED)
SETTLED_CASES = (CaseState.NO_BASIS, CaseState.NOT_OURS, CaseState.CLOSED)
# The citizen has an answer, and may say once what they think of it.
ANSWERED_CASES = (CaseState.ANSWERED, CaseState.CALLED_BACK, *SETTLED_CASES)
READERS = {Role.OFFICER, Role.SECRETARY, Role.STAFF, Role.LEADER, Role.AUDITOR}


class RatingCaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Units see their own; administrators keep the codes and inspectors have no part in ratings (rules.md §3)."""
        if user.scope.role not in READERS:
            return self.none()
        return user.scope.within(self)

    def open(self):
        return self.filter(state__in=OPEN_CASES)

    def overdue(self, day=None):
        return self.open().filter(due_on__lt=day or timezone.localdate())

    def for_list(self):
        return self.select_related("unit", "unit__district", "rating", "rating__point")


class RatingCase(models.Model):
    """Opened with the 差评, in the same transaction. Nothing here says who gave it."""

    rating = models.OneToOneField(Rating, models.PROTECT, related_name="case", verbose_name="差评")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="rating_cases", verbose_name="责任单位"
    )
    state = models.CharField("状态", max_length=12, choices=CaseState, default=CaseState.OPENED)
    opened_on = models.DateField("收到日期")
    # The day from which the limits run: of opening, or of the latest escalation.
    started_on = models.DateField("起算日期")
    due_on = models.DateField("办理时限", null=True, blank=True)
    # The receipt code's keyed digest (reviews/receipts.py); emptied when the citizen can no longer ask.
    receipt_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    rerate_until = models.DateField("可再评至", null=True, blank=True)
    verdict = models.CharField(
        "认定", max_length=12, blank=True,
        choices=[(CaseState.NO_BASIS, "查无依据"), (CaseState.NOT_OURS, "不属本单位")],
    )  # fmt: skip
    verified_text = models.TextField("核实情况", blank=True)
    measures = models.TextField("整改措施", blank=True)
    instruction = models.TextField("领导批示", blank=True)
    escalated_times = models.PositiveSmallIntegerField("提级次数", default=0)
    # Who calls back, and alone reads the contact.
    caller = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="回访人",
    )  # fmt: skip
    finding = models.OneToOneField(
        Finding, models.SET_NULL, null=True, blank=True, related_name="rating_case",
        verbose_name="问题",
    )  # fmt: skip
    closed_on = models.DateField("办结日期", null=True, blank=True)

    objects = RatingCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "差评件"
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CaseState.values), name="rating_case_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.CLOSED, closed_on__isnull=False)
                | (~Q(state=CaseState.CLOSED) & Q(closed_on=None)),
                name="closed_rating_cases_say_when",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="rating_case_by_unit_and_state"),
            models.Index(fields=["state", "due_on"], name="rating_case_by_due"),
        ]

    def __str__(self):
        return f"差评件{self.pk}"

    def get_absolute_url(self):
        return reverse("rating_case", args=[self.pk])

    @property
    def overdue_days(self):
        if self.state not in OPEN_CASES or self.due_on is None:
            return 0
        return max(0, (timezone.localdate() - self.due_on).days)


class CaseRound(models.Model):
    """One answer to the citizen, the call back, and what the citizen said to it; every round is kept."""

    case = models.ForeignKey(
        RatingCase, models.CASCADE, related_name="rounds", verbose_name="差评件"
    )
    number = models.PositiveSmallIntegerField("轮次")
    answer = models.TextField("答复")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answered_on = models.DateField("答复日期")
    call_text = models.TextField("回访情况", blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="回访人"
    )
    called_on = models.DateField("回访日期", null=True, blank=True)
    regrade = models.PositiveSmallIntegerField("再评", choices=Grade, null=True, blank=True)
    # The citizen's words: masked for the unit like every comment.
    said = models.CharField("再评意见", max_length=500, blank=True, editable=False)
    regraded_on = models.DateField("再评日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复轮次"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="answers_of_a_case_are_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(regrade=None) | Q(regrade__range=(1, 5)),
                name="regrade_is_one_of_five",
            ),
        ]

    def __str__(self):
        return f"{self.case} 第{self.number}轮"


class CaseContact(models.Model):
    """A telephone or name that the citizen left, encrypted (reviews/contacts.py), gone on its day."""

    case = models.OneToOneField(
        RatingCase, models.CASCADE, related_name="contact", verbose_name="差评件"
    )
    sealed = models.BinaryField("密文", editable=False)
    delete_on = models.DateField("删除日期")

    class Meta:
        verbose_name = verbose_name_plural = "联系方式"
        indexes = [models.Index(fields=["delete_on"], name="contacts_by_last_day")]

    def __str__(self):
        return f"{self.case} 的联系方式"


class RatingPicture(models.Model):
    """A picture that came with a rating, drawn anew without what the camera wrote into it (reviews/pictures.py).

    In the database, not a folder: a file would keep the minute at which it was written.
    """

    rating = models.OneToOneField(
        Rating, models.CASCADE, related_name="picture", verbose_name="评议"
    )
    jpeg = models.BinaryField("图片", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "评议图片"

    def __str__(self):
        return f"评议{self.rating_id}的图片"
