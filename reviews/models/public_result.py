"""公开: a quarter's results and what was changed because of them, released by the committee (H15)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ResultState(models.TextChoices):
    DRAFTED = "drafted", "拟稿"
    RELEASED = "released", "已公开"
    WITHDRAWN = "withdrawn", "已撤下"


class PublicResultQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The committee's side and its auditor; everybody else reads what was released, as citizens do."""
        return self if user.scope.is_committee_side or user.scope.role == "auditor" else self.none()

    def released(self):
        return self.filter(state=ResultState.RELEASED)


class PublicResult(models.Model):
    """The figures are those of the day of release, kept as they were shown."""

    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField(
        "季度", choices=[(n, f"第{word}季度") for n, word in enumerate("一二三四", 1)]
    )
    changes = models.TextField("因您的评议而改变的", help_text="一行一件，写明做了什么。")
    state = models.CharField(
        "状态", max_length=10, choices=ResultState, default=ResultState.DRAFTED
    )
    figures = models.JSONField("公开时的数字", default=dict, blank=True, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟稿人"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="公开人",
    )  # fmt: skip
    released_on = models.DateField("公开日期", null=True, blank=True)

    objects = PublicResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评议结果公开"
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter"],
                condition=~Q(state=ResultState.WITHDRAWN),
                name="one_public_result_a_quarter",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ResultState.values), name="public_result_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(quarter__range=(1, 4)), name="public_result_quarter_is_one_of_four"
            ),
        ]

    def __str__(self):
        return f"{self.year}年{self.get_quarter_display()}"
