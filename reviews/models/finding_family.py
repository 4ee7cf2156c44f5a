"""问题家族: the same problem met by several channels and in several years, joined by a person (W9)."""

from django.conf import settings
from django.db import models
from django.urls import reverse


class FindingFamilyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Families with a member that the person may see; the members are asked for apart."""
        from reviews.models.finding import Finding

        if user.scope.role is None:
            return self.none()
        members = Finding.objects.visible_to(user).exclude(family=None)
        return self.filter(pk__in=members.order_by().values("family"))


class FindingFamily(models.Model):
    """One problem of one unit, under the name by which staff speak of it."""

    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, related_name="finding_families", verbose_name="单位"
    )
    name = models.CharField("问题家族", max_length=200)
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="归并人"
    )
    joined_at = models.DateTimeField("归并时间", auto_now_add=True)

    objects = FindingFamilyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题家族"
        ordering = ["-joined_at", "-pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("finding_family", args=[self.pk])


class NotAFamily(models.Model):
    """Staff looked at two findings and said that they are not the same: they are not proposed again."""

    first = models.ForeignKey("reviews.Finding", models.CASCADE, related_name="+")
    second = models.ForeignKey("reviews.Finding", models.CASCADE, related_name="+")
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "不是同一问题"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_findings_are_told_apart_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="findings_told_apart_are_in_order"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.first_id} ≠ {self.second_id}"
