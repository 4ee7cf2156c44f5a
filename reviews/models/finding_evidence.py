"""整改佐证: files before and after, never required; a newer version takes its place beside the older, nothing is erased (G6)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class Moment(models.TextChoices):
    BEFORE = "before", "整改前"
    AFTER = "after", "整改后"


class FindingEvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        from reviews.models.finding import Finding

        return self.filter(finding__in=Finding.objects.visible_to(user).order_by().values("pk"))


class FindingEvidence(models.Model):
    """`name` is what its sender called it; `replaces` the older version, which stays."""

    finding = models.ForeignKey(
        "reviews.Finding", models.CASCADE, related_name="evidence", verbose_name="问题"
    )
    moment = models.CharField("时点", max_length=6, choices=Moment, default=Moment.AFTER)
    file = models.FileField("文件", upload_to="findings/%Y/%m/")
    name = models.CharField("文件名", max_length=150)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField("校验值", max_length=64)
    version = models.PositiveSmallIntegerField("版本", default=1)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="代替",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    added_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = FindingEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改佐证"
        ordering = ["moment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "moment", "sha256"], name="one_evidence_a_finding_and_content"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_is_not_empty"),
            models.CheckConstraint(
                condition=Q(moment__in=Moment.values), name="evidence_moment_is_known"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("finding_evidence", args=[self.pk])

    @property
    def unit_id(self):
        return self.finding.unit_id
