"""Writing the audit trail: every workflow function and every edit ends here."""

from datetime import date, datetime

from django.utils import timezone

from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.period import Period

SYSTEM = "系统"


def record(actor, action, label, obj, *, changes=None, reason="", unit_id=None):
    """Write one entry about `obj`. `actor` None means the portal itself (a timed job).

    `changes` is {field label: [old text, new text]}; see `differences`.
    """
    entry = entry_of(actor, action, label, obj, changes=changes, reason=reason, unit_id=unit_id)
    entry.save()
    return entry


def entry_of(actor, action, label, obj, *, changes=None, reason="", unit_id=None):
    """The entry that `record` writes, not yet saved: for moves over many rows, saved in one go."""
    return AuditEntry(
        actor=actor,
        actor_name=actor.name_in_trail(obj, unit_id)[:100] if actor else SYSTEM,
        role=actor.scope.role or "" if actor else "",
        action=action,
        action_label=label,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        object_label=str(obj)[:200],
        unit_id=unit_id if unit_id is not None else _unit_of(obj),
        changes=changes or {},
        reason=reason,
    )


def differences(before: dict, obj, fields) -> dict:
    """{verbose name: [old, new]} of the named fields that differ from `before` (see `values_of`)."""
    after = values_of(obj, fields)
    return {
        str(obj._meta.get_field(name).verbose_name): [before[name], after[name]]
        for name in fields
        if before[name] != after[name]
    }


def values_of(obj, fields) -> dict:
    """The fields' values as a reader would see them (choices by their label, dates in Chinese)."""
    return {name: as_text(obj, name) for name in fields}


def as_text(obj, name) -> str:
    display = getattr(obj, f"get_{name}_display", None)
    value = display() if display else getattr(obj, name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Period):
        return value.label
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(value)


def _unit_of(obj):
    """The unit whose history an entry belongs to; an object that must stay out of it says so by `audit_unit_id`."""
    return (
        getattr(obj, "audit_unit_id", None)
        if hasattr(obj, "audit_unit_id")
        else getattr(obj, "unit_id", None)
    )
