"""群众评议: a code for each unit or window, and ratings that nobody can trace to a person."""

import secrets

from django.conf import settings
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


class PointKind(models.TextChoices):
    """What the code hangs at (H21)."""

    UNIT = "unit", "单位"
    WINDOW = "window", "服务窗口"
    PIONEER_POST = "pioneer_post", "党员先锋岗"


class Channel(models.TextChoices):
    """How a rating reached the committee: by the citizen's own phone, or typed in from elsewhere (H16)."""

    SCAN = "scan", "扫码"
    PAPER = "paper", "意见卡"
    PHONE = "phone", "电话"
    VISIT = "visit", "走访"


TYPED_CHANNELS = (Channel.PAPER, Channel.PHONE, Channel.VISIT)


class Signal(models.TextChoices):
    """Why a rating is looked at once more before it is compared (W12)."""

    BURST = "burst", "短时集中"
    SAME_NETWORK = "same_network", "同一网络全天过多"
    ALL_FIVE = "all_five", "同一网络全部好评"
    ODD_HOURS = "odd_hours", "非办公时段集中"


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
    kind = models.CharField("类别", max_length=12, choices=PointKind, default=PointKind.UNIT)
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
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PointKind.values), name="point_kind_is_known"
            ),
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
    # Who or which window is praised (H18): passed on to the unit, telephone numbers taken out.
    praise = models.CharField("表扬", max_length=60, blank=True)
    channel = models.CharField("渠道", max_length=8, choices=Channel, default=Channel.SCAN)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="录入人",
    )  # fmt: skip
    # Waits for a decision: counted in the rate, kept out of every comparison until then.
    is_flagged = models.BooleanField("疑似集中评议", default=False, editable=False)
    signals = models.JSONField("疑似原因", default=list, blank=True, editable=False)
    flag_decision = models.ForeignKey(
        "reviews.FlagDecision", models.PROTECT, null=True, editable=False, related_name="ratings",
        verbose_name="核定",
    )  # fmt: skip
    is_excluded = models.BooleanField("不计入", default=False)
    counted = models.BooleanField("已汇总", default=False, editable=False)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "群众评议"
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(grade__range=(1, 5)), name="grade_is_one_of_five"),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="rating_channel_is_known"
            ),
            # What was typed in says by whom; what was scanned was typed by nobody.
            models.CheckConstraint(
                condition=Q(channel=Channel.SCAN, entered_by=None)
                | (~Q(channel=Channel.SCAN) & Q(entered_by__isnull=False)),
                name="typed_ratings_say_who_typed_them",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "given_on"], name="rating_by_unit_and_day"),
            models.Index(fields=["point", "given_on"], name="rating_by_point_and_day"),
            models.Index(fields=["id"], condition=Q(counted=False), name="ratings_not_counted_yet"),
            models.Index(
                fields=["point", "given_on"], condition=Q(is_flagged=True), name="ratings_flagged"
            ),
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
    """A keyed digest of (device cookie or network prefix, point) with its count: reviews/signals.py says of what."""

    day = models.DateField(db_index=True)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="one_digest_a_day")]

    def __str__(self):
        return f"{self.day.isoformat()} {self.kind}"
