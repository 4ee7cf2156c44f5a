"""群机器人: a unit's group in WeCom, DingTalk or Feishu, or a webhook, to which the portal posts that something waits.

Only the subject and a link go out, never the text of a sheet: the group lies on somebody else's servers.
"""

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from units.models import Unit
from zhaotong_portal.messages.robots import RobotKind


class RobotQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def in_use(self):
        return self.filter(is_active=True)


class Robot(models.Model):
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="robots", verbose_name="单位")
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类型", max_length=10, choices=RobotKind.choices)
    # Holds the robot's key; shown only in part.
    address = models.CharField("地址", max_length=500)
    secret = models.CharField("加签密钥", max_length=200, blank=True)
    is_active = models.BooleanField("启用", default=True)

    objects = RobotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "群机器人"
        ordering = ["unit__protocol_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "address"],
                name="robot_once_a_unit",
                violation_error_message="这个单位已登记了同一地址的机器人。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RobotKind.values), name="robot_kind_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.get_kind_display()}）"

    @property
    def shown_address(self):
        """The host: what stands behind it is the robot's key."""
        return f"{urlsplit(self.address).hostname or ''}/…"
