"""事项: one table for 三服务 items, 书记领办/支部引办 projects and key tasks (design §2)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from tasks.models.five_type import FiveType
from tasks.models.key_task import KeyTaskTemplate
from tasks.models.light import Light
from tasks.models.list_kind import ListKind
from tasks.models.theme import Theme
from units.models import Unit
from units.names import name_key


class ItemKind(models.TextChoices):
    SERVICE_ITEM = "service_item", "三服务清单"
    LED_PROJECT = "led_project", "领办引办项目"
    KEY_TASK = "key_task", "重点任务"
    EXTRA_LIST = "extra_list", "其他清单"


class Category(models.TextChoices):
    """服务基层、服务群众、服务企业: only service items have one."""

    GRASSROOTS = "grassroots", "服务基层"
    PUBLIC = "public", "服务群众"
    ENTERPRISE = "enterprise", "服务企业"


class Lead(models.TextChoices):
    """Counted apart (B2): only led projects have one."""

    SECRETARY_LED = "secretary_led", "书记领办"
    BRANCH_LED = "branch_led", "支部引办"


class DeadlineKind(models.TextChoices):
    DATE = "date", "按日期"
    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季度"
    ONGOING = "ongoing", "长期"
    NONE = "none", "未定"


class ItemState(models.TextChoices):
    """The unit's claim (reported_done) is kept apart from the staff's verdict (accepted)."""

    NOT_STARTED = "not_started", "未启动"
    UNDER_WAY = "under_way", "推进中"
    REPORTED_DONE = "reported_done", "已报结"
    ACCEPTED = "accepted", "已验收"
    CANCELLED = "cancelled", "已取消"


OPEN_STATES = (ItemState.NOT_STARTED, ItemState.UNDER_WAY)
# States in which the unit still owes a line each month: a claim stays in the month until staff decide.
REPORTING_STATES = (*OPEN_STATES, ItemState.REPORTED_DONE)


def owed_in(year) -> Q:
    """Without items that a roll-over left behind in an earlier year: they went on as new items, or ended."""
    return Q(last_year=None) | Q(last_year__gte=year)


class ServiceList(models.Model):
    """一份三服务清单: a document of one unit, category, year and label; items lie in it (份 ≠ 项)."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="service_lists", verbose_name="单位"
    )
    category = models.CharField("类别", max_length=12, choices=Category)
    year = models.PositiveSmallIntegerField("年度")
    label = models.CharField("清单标签", max_length=50, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    number = models.CharField("文号", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "三服务清单（份）"
        ordering = ["-year", "unit__protocol_order", "category", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "category", "year", "label"],
                name="one_list_a_unit_category_year_label",
            )
        ]

    def __str__(self):
        return f"{self.unit} {self.year}年{self.get_category_display()}清单{self.label}"


class WorkItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def open(self):
        """Promised and not yet claimed done."""
        return self.filter(state__in=OPEN_STATES)

    def reporting_in(self, period):
        """Items that get a line in this month: of this year or carried over, claimed but undecided included."""
        rows = self.filter(state__in=REPORTING_STATES, year__lte=period.year)
        over = ListKind.objects.over_before(period).values("name")
        return rows.owed_in(period.year).exclude(kind=ItemKind.EXTRA_LIST, label__in=over)

    def owed_in(self, year):
        return self.filter(owed_in(year))

    def of_year(self, year):
        return self.filter(year=year)

    def overdue(self, day=None):
        """rules.md §2: a dated deadline before today, not claimed done. Computed, never stored."""
        day = day or timezone.localdate()
        rows = self.open().filter(deadline_kind=DeadlineKind.DATE, deadline__lt=day)
        return rows.owed_in(day.year)

    def for_list(self):
        return self.select_related("unit", "unit__district").order_by(
            "unit__protocol_order", "kind", "order", "pk"
        )


class WorkItem(models.Model):
    """Anything a unit promised for a year and reports on monthly.

    The item is the plan and the last state that a signature brought; a month's text lives in `ItemProgress`.
    `first_deadline` keeps the first promise; `deadline` moves only by a granted `DeadlineChange`.
    """

    kind = models.CharField("类型", max_length=16, choices=ItemKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="items", verbose_name="责任单位")
    co_units = models.ManyToManyField(
        Unit, blank=True, related_name="assisted_items", verbose_name="协同单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("事项", max_length=500)
    title_key = models.CharField(max_length=500, editable=False)
    label = models.CharField("清单标签", max_length=50, blank=True)
    row_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.PositiveIntegerField("排序", default=0)
    measures = models.TextField("措施", blank=True)
    carrier = models.TextField("载体", blank=True)
    path = models.TextField("路径", blank=True)
    target = models.TextField("目标", blank=True)
    people = models.JSONField("责任人", default=list, blank=True)
    deadline = models.DateField("完成时限", null=True, blank=True)
    deadline_kind = models.CharField(
        "时限类型", max_length=10, choices=DeadlineKind, default=DeadlineKind.NONE
    )
    first_deadline = models.DateField("最初时限", null=True, blank=True, editable=False)

    state = models.CharField(
        "状态", max_length=16, choices=ItemState, default=ItemState.NOT_STARTED
    )
    percent = models.PositiveSmallIntegerField("进度", default=0)
    light = models.CharField("进度灯", max_length=10, choices=Light, default=Light.ON_TRACK)
    state_reason = models.TextField("状态说明", blank=True)
    # State, percent and light as they were before any signed line reached the item (tasks/item_state.py).
    before_reports = models.JSONField(null=True, blank=True, editable=False)
    continued_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name="结转自",
    )

    last_year = models.PositiveSmallIntegerField(
        "止于年度",
        null=True,
        blank=True,
        editable=False,
        help_text="年度结转后，本事项只留在这一年度，以后各月不再填报。",
    )

    # Of service items
    category = models.CharField("类别", max_length=12, choices=Category, blank=True)
    service_list = models.ForeignKey(
        ServiceList,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name="所属清单",
    )
    beneficiary = models.CharField("服务对象", max_length=200, blank=True)
    livelihood_ten = models.BooleanField("十件民生实事", default=False)
    enterprise_ten = models.BooleanField("十件惠企实事", default=False)
    # Of led projects
    lead = models.CharField("领办方式", max_length=16, choices=Lead, blank=True)
    branch = models.CharField("党支部", max_length=100, blank=True)
    # Of key tasks
    template = models.ForeignKey(
        KeyTaskTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name="重点任务",
    )

    # Of the lists that the committee sets up, such as 争创攻坚措施
    core_indicator = models.CharField("核心指标", max_length=200, blank=True)
    # What any item may bear
    five_type = models.CharField("五型机关", max_length=12, choices=FiveType, blank=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="items", verbose_name="主题标签"
    )

    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    import_batch = models.ForeignKey(
        "portal.ImportBatch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事项"
        ordering = ["-year", "unit__protocol_order", "kind", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "kind", "lead", "label", "title_key"],
                name="one_item_a_unit_year_kind_lead_label_title",
            ),
            models.UniqueConstraint(fields=["continued_from"], name="an_item_is_continued_once"),
            models.CheckConstraint(
                condition=Q(last_year=None) | Q(last_year__gte=F("year")),
                name="item_ends_no_earlier_than_its_year",
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(0, 100)), name="item_percent_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ItemKind.values), name="item_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ItemState.values), name="item_state_is_known"
            ),
            models.CheckConstraint(condition=Q(light__in=Light.values), name="item_light_is_known"),
            models.CheckConstraint(
                condition=Q(deadline_kind=DeadlineKind.DATE, deadline__isnull=False)
                | (~Q(deadline_kind=DeadlineKind.DATE) & Q(deadline=None)),
                name="item_deadline_fits_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind=ItemKind.SERVICE_ITEM, category__in=Category.values)
                | (~Q(kind=ItemKind.SERVICE_ITEM) & Q(category="")),
                name="service_items_have_a_category",
            ),
            models.CheckConstraint(
                condition=Q(kind=ItemKind.LED_PROJECT, lead__in=Lead.values)
                | (~Q(kind=ItemKind.LED_PROJECT) & Q(lead="")),
                name="led_projects_have_a_lead",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ItemKind.EXTRA_LIST) | ~Q(label=""),
                name="extra_lists_have_a_name",
            ),
            models.CheckConstraint(
                condition=Q(kind=ItemKind.KEY_TASK) | Q(template=None),
                name="only_key_tasks_have_a_template",
            ),
            models.CheckConstraint(
                condition=Q(five_type="") | Q(five_type__in=FiveType.values),
                name="five_type_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "year", "state"], name="item_by_unit_year_state"),
            models.Index(fields=["year", "kind", "state"], name="item_by_year_kind_state"),
            models.Index(fields=["deadline_kind", "state", "deadline"], name="item_by_deadline"),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        self.title_key = name_key(self.title)
        if self._state.adding and self.first_deadline is None:
            self.first_deadline = self.deadline
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("item", args=[self.pk])

    @property
    def is_open(self):
        return self.state in OPEN_STATES

    @property
    def is_overdue(self):
        return self.overdue_days > 0

    @property
    def overdue_days(self):
        """Days past a dated deadline while the item is open, else 0."""
        today = timezone.localdate()
        ended = self.last_year is not None and self.last_year < today.year
        if self.deadline_kind != DeadlineKind.DATE or not self.is_open or ended:
            return 0
        return max(0, (today - self.deadline).days)

    @property
    def kind_label(self):
        """What a list shows before the title: 三服务清单 · 服务群众, 书记领办, 重点任务."""
        if self.kind == ItemKind.SERVICE_ITEM:
            return f"三服务清单 · {self.get_category_display()}"
        if self.kind == ItemKind.LED_PROJECT:
            return self.get_lead_display()
        if self.kind == ItemKind.EXTRA_LIST:
            return self.label
        return self.get_kind_display()


# The list of 争创攻坚措施 (B10) is one that the committee set up, under this name.
STRIVING_LIST = "争创攻坚措施"


class _OfKind(models.Manager.from_queryset(WorkItemQuerySet)):
    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def get_queryset(self):
        return super().get_queryset().filter(kind=self.kind)

    def deconstruct(self):
        return (False, "tasks.models.work_item._OfKind", None, [self.kind], {})


class ServiceItem(WorkItem):
    objects = _OfKind(ItemKind.SERVICE_ITEM)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "三服务事项"


class LedProject(WorkItem):
    objects = _OfKind(ItemKind.LED_PROJECT)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "书记领办、支部引办项目"


class KeyTask(WorkItem):
    objects = _OfKind(ItemKind.KEY_TASK)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "重点任务"


class ExtraListItem(WorkItem):
    objects = _OfKind(ItemKind.EXTRA_LIST)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "其他清单事项"


class _Striving(models.Manager.from_queryset(WorkItemQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind=ItemKind.EXTRA_LIST, label=STRIVING_LIST)


class StrivingMeasure(WorkItem):
    """争创攻坚措施: an item of the list of this name, with its core indicator."""

    objects = _Striving()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "争创攻坚措施"


class Milestone(models.Model):
    """里程碑: a planned and an actual date."""

    item = models.ForeignKey(
        WorkItem, models.CASCADE, related_name="milestones", verbose_name="事项"
    )
    title = models.CharField("里程碑", max_length=200)
    planned_on = models.DateField("计划日期")
    actual_on = models.DateField("实际日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "里程碑"
        ordering = ["planned_on", "pk"]

    def __str__(self):
        return self.title
