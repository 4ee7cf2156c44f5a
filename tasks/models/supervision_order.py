"""点对点督办: a numbered paper to one unit with a deadline; the unit answers, somebody of the committee closes it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from tasks.models.guidance_readers import GUIDANCE_READERS
from tasks.models.work_item import WorkItem
from units.models import Unit


class OrderState(models.TextChoices):
    DRAFTED = "drafted", "拟稿"
    ISSUED = "issued", "已印发"
    SIGNED_FOR = "signed_for", "已签收"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"
    RECALLED = "recalled", "已撤回"


# With the unit: the deadline runs. What was answered waits for the committee and is never overdue.
WITH_UNIT = (OrderState.ISSUED, OrderState.SIGNED_FOR)
OPEN_ORDERS = (*WITH_UNIT, OrderState.ANSWERED)


class SupervisionOrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit sees what was issued to it; a draft, also a withdrawn one, is the committee's."""
        if user.scope.role not in GUIDANCE_READERS:
            return self.none()
        rows = user.scope.within(self)
        return rows if user.scope.reads_all else rows.exclude(issued_at=None)

    def open(self):
        """Issued and not closed."""
        return self.filter(state__in=OPEN_ORDERS)

    def with_unit(self):
        return self.filter(state__in=WITH_UNIT)

    def overdue(self, day=None):
        return self.with_unit().filter(due_on__lt=day or timezone.localdate())

    def for_list(self):
        return self.select_related("unit", "unit__district", "item").order_by(
            "-drafted_at", "unit__protocol_order", "-pk"
        )


class SupervisionOrder(models.Model):
    """督办单. Issuing gives the number and freezes the text (`paper`). Whoever answered never closes it."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="supervision_orders", verbose_name="责任单位"
    )
    title = models.CharField("督办事项", max_length=200)
    facts = models.TextField("存在问题")
    demand = models.TextField("督办要求")
    due_on = models.DateField("办理时限")
    first_due_on = models.DateField("最初时限", editable=False)
    item = models.ForeignKey(
        WorkItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supervision_orders",
        verbose_name="事项",
    )
    # What it is about, by the name that sheets and the escalation ladder use, such as `item:12` or `finding:7`.
    subject_key = models.CharField("对象", max_length=60, blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=OrderState, default=OrderState.DRAFTED)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    paper = models.JSONField("印发时的全文", default=dict, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="拟稿人",
    )
    drafted_at = models.DateTimeField("拟稿时间", default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="印发人",
    )
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    signed_for_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="签收人",
    )
    signed_for_at = models.DateTimeField("签收时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办结人",
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤回人",
    )
    recalled_at = models.DateTimeField("撤回时间", null=True, blank=True)
    recall_reason = models.TextField("撤回理由", blank=True)

    objects = SupervisionOrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OrderState.values), name="order_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["document_number"],
                condition=~Q(document_number=""),
                name="order_number_given_once",
            ),
            models.CheckConstraint(
                condition=Q(document_number="", issued_at=None, state__in=["drafted", "recalled"])
                | ~Q(document_number="")
                & ~Q(state="drafted")
                & Q(issued_at__isnull=False, issued_by__isnull=False),
                name="issued_orders_have_a_number_and_a_name",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed_for", "answered", "closed"])
                | Q(signed_for_by__isnull=False, signed_for_at__isnull=False),
                name="answered_orders_were_signed_for",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(closed_at__isnull=False, closed_by__isnull=False, answered_by__isnull=False)
                & ~Q(closed_by=F("answered_by")),
                name="who_answered_an_order_does_not_close_it",
            ),
            models.CheckConstraint(
                condition=~Q(state="recalled")
                | ~Q(recall_reason="") & Q(recalled_at__isnull=False, recalled_by__isnull=False),
                name="recalled_orders_say_why",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(facts="") & ~Q(demand=""), name="order_is_complete"
            ),
            models.UniqueConstraint(
                fields=["unit", "subject_key"],
                condition=~Q(subject_key="") & ~Q(state__in=["closed", "recalled"]),
                name="one_open_order_a_unit_and_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="order_by_unit_and_state"),
            models.Index(fields=["state", "due_on"], name="order_by_due"),
        ]

    def __str__(self):
        return f"{self.document_number or '督办单'} {self.title}"[:200]

    def get_absolute_url(self):
        return reverse("order", args=[self.pk])

    @property
    def overdue_days(self):
        if self.state not in WITH_UNIT:
            return 0
        return max(0, (timezone.localdate() - self.due_on).days)


class OrderAnswer(models.Model):
    """One round: what the unit answered, the secretary's signature under it, and what the committee said; all are kept."""

    order = models.ForeignKey(
        SupervisionOrder, models.CASCADE, related_name="answers", verbose_name="督办单"
    )
    number = models.PositiveSmallIntegerField("轮次")
    text = models.TextField("答复")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间")
    # The secretary's signature under the answer; signing is not deciding.
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
        "核查结论",
        max_length=12,
        blank=True,
        choices=[("closed", "同意办结"), ("not_enough", "继续办理")],
    )
    verdict_text = models.TextField("核查意见", blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核查人",
    )
    judged_at = models.DateTimeField("核查时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办答复"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "number"], name="order_answers_are_numbered_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="order_answer_says_something"),
            models.CheckConstraint(
                condition=Q(judged_by=None)
                | ~Q(judged_by=F("answered_by"))
                & (Q(signed_by=None) | ~Q(judged_by=F("signed_by"))),
                name="nobody_judges_the_own_answer",
            ),
        ]

    def __str__(self):
        return f"{self.order} 第{self.number}轮答复"
