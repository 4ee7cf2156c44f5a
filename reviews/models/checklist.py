"""督查清单: questions of a theme, in versions. What was answered keeps the version that was asked (G12)."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from reviews.models.finding_category import FindingCategory


class ChecklistQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.scope.reads_all or user.scope.role == "inspector" else self.none()


class Checklist(models.Model):
    title = models.CharField("清单", max_length=100, unique=True)
    theme = models.CharField("主题", max_length=100)
    is_active = models.BooleanField("使用中", default=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督查清单"
        ordering = ["pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("checklist", args=[self.pk])

    @property
    def newest(self):
        return self.versions.last()


class ChecklistVersion(models.Model):
    """Frozen from its first day: an edit makes the next one."""

    checklist = models.ForeignKey(
        Checklist, models.CASCADE, related_name="versions", verbose_name="清单"
    )
    number = models.PositiveSmallIntegerField("版本")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="修订人"
    )
    made_at = models.DateTimeField("修订时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "清单版本"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "number"], name="one_checklist_version_a_number"
            )
        ]

    def __str__(self):
        return f"{self.checklist} 第{self.number}版"


class ChecklistQuestion(models.Model):
    version = models.ForeignKey(
        ChecklistVersion, models.CASCADE, related_name="questions", verbose_name="版本"
    )
    order = models.PositiveSmallIntegerField("序号")
    text = models.CharField("检查内容", max_length=300)
    basis = models.CharField("依据", max_length=200, blank=True)
    category = models.ForeignKey(
        FindingCategory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="问题类别",
    )

    class Meta:
        verbose_name = verbose_name_plural = "检查内容"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="one_question_a_place")
        ]

    def __str__(self):
        return self.text
