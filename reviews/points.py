"""评议码: issued, issued anew and revoked by the administrator, each with its audit entry (H1)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone

from reviews.loading import units_without_code
from reviews.models import PointKind, Rating, RatingPoint
from reviews.satisfaction import GRADES, Satisfaction
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of, record
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged, check_text

WINDOW_KINDS = [("", "服务窗口"), (PointKind.PIONEER_POST.value, PointKind.PIONEER_POST.label)]
NAME_MAX = RatingPoint._meta.get_field("name").max_length


def may_manage(user) -> bool:
    """rules.md §3, row "ratings": points W is the administrator's."""
    return user.scope.role == Role.ADMINISTRATOR


def issue(unit, name, actor, kind=""):
    """A code for a unit (empty name) or for one of its windows. Raises ValidationError."""
    _only_administrators(actor)
    name = " ".join((name or "").split())
    if len(name) > NAME_MAX:
        raise ValidationError({"name": f"窗口名称最多{NAME_MAX}字。"})
    try:
        with transaction.atomic():
            kind = (kind or PointKind.WINDOW) if name else PointKind.UNIT
            point = RatingPoint.objects.create(unit=unit, name=name, kind=kind)
            record(actor, "issue_code", "启用评议码", point)
    except IntegrityError as error:
        what = f"窗口“{name}”" if name else "单位本身"
        raise ValidationError({"name": f"{unit.short_name}的{what}已有在用的评议码。"}) from error
    return point


@transaction.atomic
def issue_missing(actor) -> int:
    """A code for each active unit that has none yet. Safe to repeat."""
    _only_administrators(actor)
    points = RatingPoint.objects.bulk_create(
        [RatingPoint(unit=unit) for unit in units_without_code()]
    )
    AuditEntry.objects.bulk_create(
        [entry_of(actor, "issue_code", "启用评议码", point) for point in points]
    )
    return len(points)


@transaction.atomic
def reissue(point_id, actor, reason):
    """A new code for the same place; the old poster stops working at once."""
    old = _taken_out(point_id, actor, reason, "reissue_code", "换发评议码")
    return RatingPoint.objects.create(unit=old.unit, name=old.name, kind=old.kind)


@transaction.atomic
def revoke(point_id, actor, reason):
    """The code stops working; its ratings stay."""
    return _taken_out(point_id, actor, reason, "revoke_code", "停用评议码")


def figures_of(points) -> dict:
    """{pk: Satisfaction} since each code was issued, in one query."""
    valid = {
        f"grade_{value}": Count("pk", filter=Q(grade=value, is_excluded=False)) for value in GRADES
    }
    rows = Rating.objects.filter(point__in=[point.pk for point in points]).order_by()
    excluded = Count("pk", filter=Q(is_excluded=True))
    pending = Q(is_flagged=True, is_excluded=False)
    found = rows.values("point").annotate(
        **valid,
        excluded=excluded,
        flagged=Count("pk", filter=pending),
        **{f"flagged_{value}": Count("pk", filter=pending & Q(grade=value)) for value in GRADES},
    )
    return {row["point"]: Satisfaction.of(row) for row in found}


def _taken_out(point_id, actor, reason, action, label):
    _only_administrators(actor)
    if not (reason or "").strip():
        raise ReasonRequired(f"请写明{label}的原因。")
    check_text(reason, "原因")
    point = RatingPoint.objects.select_for_update().get(pk=point_id)
    if point.revoked_at is not None:
        raise StateChanged("这个评议码已经停用，请刷新页面。")
    point.revoked_at = timezone.now()
    point.save(update_fields=["revoked_at"])
    record(actor, action, label, point, reason=reason.strip())
    return point


def _only_administrators(actor):
    if not may_manage(actor):
        raise NotAllowed("评议码由管理员维护。")
