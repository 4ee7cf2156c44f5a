"""Ratings from elsewhere: a card, a call, a visit, typed in by the committee and never by the unit (H16).

They count like those of a phone and say how they came. No device, no network: the entry names who typed it instead.
"""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reviews.models import TYPED_CHANNELS
from reviews.rating import CodeRevoked, Left, checked, store
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed


def may_enter(user) -> bool:
    return user.scope.role == Role.STAFF


@transaction.atomic
def enter(actor, point, *, channel, day, grade, reasons=(), comment="", praise="", contact=""):
    """Returns (rating, receipt code or ""). Raises NotAllowed, ValidationError by field, CodeRevoked."""
    if not may_enter(actor):
        raise NotAllowed("其他渠道的评议由工委科室录入。")
    if actor.appointments.filter(unit=point.unit_id).exists():
        raise NotAllowed("本人任职单位的评议，须由其他人员录入。")
    if point.revoked_at is not None:
        raise CodeRevoked
    errors = {}
    if channel not in TYPED_CHANNELS:
        errors["channel"] = "请选择渠道。"
    if day > timezone.localdate():
        errors["given_on"] = "评议日期不能晚于今天。"
    if errors:
        raise ValidationError(errors)
    left = Left(tuple(reasons), comment, praise, contact)
    rating = checked(point, grade, left, secrets.token_urlsafe(16), day)
    rating.channel, rating.entered_by = channel, actor
    receipt = store(rating, left)
    record(actor, "rating.entered", f"录入{rating.get_channel_display()}评议", rating)
    return rating, receipt
