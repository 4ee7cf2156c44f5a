"""群众评议: a code for each unit or window, and ratings that nobody can trace to a person."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from units.models import Unit


class Grade(models.IntegerChoices):
    """国办发〔2019〕51号: five grades; the last two are 差评."""

    VERY_SATISFIED = 5, "非常满意"
    SATISFIED = 4, "满意"
    FAIR = 3, "基本满意"
    DISSATISFIED = 2, "不满意"
    VERY_DISSATISFIED = 1, "非常不满意"


POOR_GRADES = (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)


def new_token():
    """Unguessable, short enough for a small QR code."""
    return secrets.token_urlsafe(12)


class RatingPointQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def live(self):
        return self.filter(revoked_at=None)

    def for_citizens(self):
        """With the unit's name and no more of the unit: the page that a crowd opens asks for little."""
        return self.annotate(unit_name=F("unit__name"))


class RatingPoint(models.Model):
    """评议码: valid until someone re-issues or revokes it; posters hang for years."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="rating_points", verbose_name="单位"
    )
    name = models.CharField("窗口", max_length=60, blank=True, help_text="留空表示单位本身")
    token = models.CharField(
        "评议码", max_length=32, unique=True, default=new_token, editable=False
    )
    issued_at = models.DateTimeField("启用时间", auto_now_add=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = RatingPointQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评议码"
        ordering = ["unit__protocol_order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(revoked_at=None),
                name="one_live_code_a_unit_and_window",
            )
        ]

    def __str__(self):
        return f"{self.unit} {self.name}".strip()

    def get_absolute_url(self):
        """The citizen's page."""
        return reverse("rate", args=[self.token])


class RatingReason(models.Model):
    """A reason that the page offers, by grade (H2)."""

    text = models.CharField("原因", max_length=20, unique=True)
    for_poor = models.BooleanField("用于差评", default=True)
    for_good = models.BooleanField("用于好评", default=False)
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "评议原因"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.text


class RatingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def valid(self):
        """Not excluded by a decided appeal or flag: the base of the rate."""
        return self.filter(is_excluded=False)


class Rating(models.Model):
    """One rating. No address, no device, no user agent, no time: the day is enough for counting."""

    point = models.ForeignKey(
        RatingPoint, models.PROTECT, related_name="ratings", verbose_name="评议码"
    )
    # Copied from the point: the rate of a unit is counted by it.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ratings", verbose_name="单位")
    grade = models.PositiveSmallIntegerField("评价", choices=Grade)
    reasons = models.JSONField("原因", default=list, blank=True)
    comment = models.CharField("意见", max_length=500, blank=True)
    given_on = models.DateField("日期", db_index=True)
    # The form's own number: sending the same page twice stores one rating.
    form_key = models.CharField(max_length=40, unique=True, editable=False)
    # Part of a burst from one network: counts until a decision says otherwise (`is_excluded`).
    is_flagged = models.BooleanField("疑似集中评议", default=False, editable=False)
    is_excluded = models.BooleanField("不计入", default=False)
    counted = models.BooleanField("已汇总", default=False, editable=False)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "群众评议"
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(grade__range=(1, 5)), name="grade_is_one_of_five"),
        ]
        indexes = [
            models.Index(fields=["unit", "given_on"], name="rating_by_unit_and_day"),
            models.Index(fields=["point", "given_on"], name="rating_by_point_and_day"),
            models.Index(fields=["id"], condition=Q(counted=False), name="ratings_not_counted_yet"),
        ]

    def __str__(self):
        return self.get_grade_display()


class DayKey(models.Model):
    """The key of a day's digests. Destroyed with the day, never backed up: afterwards no digest can be read."""

    day = models.DateField(unique=True)
    key = models.BinaryField(max_length=32)

    def __str__(self):
        return self.day.isoformat()


class DayDigest(models.Model):
    """A keyed digest of (device cookie or network prefix, point): tells a second rating of the same day."""

    day = models.DateField(db_index=True)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=[("device", "设备"), ("network", "网络")])
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="one_digest_a_day")]

    def __str__(self):
        return f"{self.day.isoformat()} {self.kind}"
