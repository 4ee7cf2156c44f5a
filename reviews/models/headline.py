"""Published headline figures: frozen as they were read out, corrected openly, never rewritten (features W3, F7)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhaotong_portal.headline.span import Span
from zhaotong_portal.period import PeriodField


class HeadlineQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For whoever reads the figures of all units (rules.md §3)."""
        return self if user.scope.reads_all else self.none()


class HeadlinePublication(models.Model):
    """One publication of all figures of a span, as seen on a day."""

    first = PeriodField("起始月份")
    last = PeriodField("截止月份")
    as_of = models.DateField("数据截至")
    title = models.CharField("名称", max_length=100)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发布人"
    )
    published_at = models.DateTimeField("发布时间", auto_now_add=True)

    objects = HeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "主要数据发布"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="publication_ends_after_it_begins"
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("headline_publication", args=[self.pk])

    @property
    def span(self):
        return Span(self.first, self.last, self.as_of)


class PublishedFigure(models.Model):
    """One figure as it was published: value by year and whole, its text, and the definition that held then."""

    publication = models.ForeignKey(
        HeadlinePublication, models.CASCADE, related_name="figures", verbose_name="发布"
    )
    key = models.SlugField("代码", max_length=60)
    order = models.PositiveSmallIntegerField("排序")
    label = models.CharField("名称", max_length=100)
    group = models.CharField("类别", max_length=20)
    value = models.DecimalField("数值", max_digits=18, decimal_places=4, null=True)
    text = models.CharField("发布文字", max_length=60)
    exact = models.CharField("准确数", max_length=60)
    years = models.JSONField("各年", default=dict)
    definition = models.JSONField("口径", default=dict)
    definition_version = models.PositiveSmallIntegerField("口径版本")

    objects = HeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "已发布数据"
        ordering = ["publication", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "key"], name="one_published_figure_a_publication_and_key"
            )
        ]

    def __str__(self):
        return f"{self.label} {self.text}"

    def get_absolute_url(self):
        return f"{self.publication.get_absolute_url()}#{self.key}"

    @property
    def shown_years(self):
        """[(2023年, as it was written)]."""
        return [(f"{year}年", text) for year, text in sorted(self.years.items())]


class FigureCorrection(models.Model):
    """更正: what a published figure should say now, because its rows changed; what was published stays beside it."""

    figure = models.ForeignKey(
        PublishedFigure, models.CASCADE, related_name="corrections", verbose_name="已发布数据"
    )
    value = models.DecimalField("更正后", max_digits=18, decimal_places=4, null=True)
    exact = models.CharField("更正后准确数", max_length=60)
    years = models.JSONField("各年", default=dict)
    reason = models.CharField("更正理由", max_length=300)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="更正人"
    )
    corrected_at = models.DateTimeField("更正时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "数据更正"
        ordering = ["corrected_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_says_why"),
        ]

    def __str__(self):
        return f"{self.figure.label}更正为{self.exact}"


class BackgroundNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.scope.reads_all else self.none()

    def shown(self):
        return self.filter(is_active=True)


class BackgroundNote(models.Model):
    """背景和案例资料: numbers of other papers (GDP, jobs, a project's investment). Text with its source, never computed."""

    title = models.CharField("标题", max_length=60)
    text = models.TextField("内容")
    source = models.CharField("出处", max_length=200)
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("显示", default=True)

    objects = BackgroundNoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "背景和案例资料"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="background_note_names_its_source")
        ]

    def __str__(self):
        return self.title
