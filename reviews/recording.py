"""登记问题: how a problem comes into the ledger, whoever found it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reviews import figures
from reviews.finding_follow import follow
from reviews.models import Finding, FindingCategory, category_of
from units.models import Role
from units.names import name_key
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed


def may_record(actor, unit):
    """Finding is for staff in what they are responsible for, and for inspectors in the units of their campaign.

    A leader stands in for staff where the unit is the committee itself (a sheet of feedback to it).
    """
    scope = actor.scope
    if scope.role == Role.INSPECTOR:
        return scope.sees_unit(unit)
    if scope.role == Role.LEADER:
        return scope.decides_for(unit)
    return scope.role == Role.STAFF and (scope.whole or unit.district_id in scope.district_ids)


def successor_of(unit):
    """The unit that answers for this one today: itself, or whom it was merged into, as often as that happened."""
    today, seen = timezone.localdate(), set()
    while unit.active_to and unit.active_to < today and unit.succeeded_by and unit.pk not in seen:
        seen.add(unit.pk)
        unit = unit.succeeded_by
    return unit


@transaction.atomic
def record_finding(
    actor, unit, *, title, source, found_on, detail="", label="", people=(), category=None, visit=None
):  # fmt: skip
    """A problem comes into the ledger. Raises NotAllowed, ValidationError by field.

    A unit that was merged since hands it to its successor. What an unannounced visit found (`visit`) stays hidden
    until its feedback; whoever may write on a visit may record what it found.
    """
    named, unit = unit, successor_of(unit)
    if visit is None and not may_record(actor, unit):
        raise NotAllowed("您不能为这个单位登记问题。")
    if found_on > timezone.localdate():
        raise ValidationError({"found_on": "发现日期不能晚于今天。"})
    key = name_key(title)
    if not key:
        raise ValidationError({"title": "请填写问题。"})
    hidden = visit is not None and visit.is_hidden
    # A label of its own: who records the same title elsewhere must not learn of this row by a refusal.
    label = f"暗访{visit.pk}" if hidden else label
    same = Finding.objects.filter(unit=unit, year=found_on.year, label=label, title_key=key)
    if same.exists():
        raise ValidationError({"title": "该单位今年已有同名问题；再次发现的，请在原问题上登记。"})
    category = category or category_of(title, FindingCategory.objects.filter(is_active=True))
    finding = Finding.objects.create(
        unit=unit, year=found_on.year, title=title, label=label, detail=detail, source=source,
        found_on=found_on, people=list(people), found_by=actor, category=category, inspection_visit=visit,
        is_hidden=hidden, original_unit=named if named != unit else None,
    )  # fmt: skip
    record(actor, "finding.found", "登记问题", finding, changes=_handed_on(named, unit))
    follow(finding)
    return finding


def _handed_on(named, unit):
    return {"责任单位": [named.short_name, unit.short_name]} if named != unit else {}


@transaction.atomic
def hand_to_successor(finding, actor=None):
    """An open finding of a unit that was merged goes to whom it was merged into; the first unit stays named."""
    unit = successor_of(finding.unit)
    if unit == finding.unit:
        return finding
    before, named = finding.unit_id, finding.unit
    finding.original_unit = finding.original_unit or named
    finding.unit = unit
    taken = Finding.objects.filter(
        unit=unit, year=finding.year, label=finding.label, title_key=finding.title_key
    )
    if taken.exists():  # the successor had the same problem in the same list
        finding.label = f"{finding.label}（原{named.short_name}）"[:50]
    finding.save(update_fields=["unit", "original_unit", "label"])
    record(actor, "finding.handed_on", "转由并入单位整改", finding, changes=_handed_on(named, unit))
    figures.findings_changed([before])
    follow(finding)
    return finding


def hand_all_to_successors():
    """Every open finding of units that were merged; run by the portal, safe to repeat."""
    today = timezone.localdate()
    rows = Finding.objects.open().filter(
        unit__active_to__lt=today, unit__succeeded_by__isnull=False
    )
    found = list(rows.select_related("unit__succeeded_by"))
    for finding in found:
        hand_to_successor(finding)
    return len(found)
