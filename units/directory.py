"""The units by all their names, as the workbook reader asks for them, and as the preview of an import learns more."""

from django.db import IntegrityError, transaction
from django.urls import reverse

from units.models import Unit, UnitAlias
from units.names import name_key
from zhaotong_portal.audit.trail import record
from zhaotong_portal.excel import NameDirectory
from zhaotong_portal.imports.registry import LearntName
from zhaotong_portal.workflow import WorkflowError


class NameTaken(WorkflowError):
    """Another unit has this name: one name means one unit."""


def unit_directory() -> NameDirectory:
    """Active units, two queries; the key of a unit is its pk."""
    aliases = {}
    for unit_id, text in UnitAlias.objects.values_list("unit_id", "text"):
        aliases.setdefault(unit_id, []).append(text)
    return NameDirectory(
        (pk, name, short_name, aliases.get(pk, []))
        for pk, name, short_name in Unit.objects.active().values_list("pk", "name", "short_name")
    )


def short_names(names) -> dict[str, str]:
    """{full name: short name}, one query."""
    return dict(Unit.objects.filter(name__in=names).values_list("name", "short_name"))


def unit_choices() -> list[tuple[int, str, str]]:
    """(pk, full name, short name) of the active units in their order, one query."""
    return list(Unit.objects.active().values_list("pk", "name", "short_name"))


def learn_alias(text, unit_key, actor) -> LearntName:
    """From now on lists that write `text` mean this unit. Raises NameTaken, WorkflowError."""
    text, key = text.strip(), name_key(text.strip())
    unit = Unit.objects.active().filter(pk=unit_key).first()
    if unit is None:
        raise WorkflowError("所选单位不存在或已停用，请重新选择。")
    if not key or len(text) > UnitAlias._meta.get_field("text").max_length:
        raise WorkflowError("这个写法太长，不能作为别称。请在原表中改为单位名称。")
    owner = _owner_of(key)
    if owner not in (None, unit):
        state = "" if owner.active_to is None else "（已停用）"
        raise NameTaken(f"“{text}”已是“{owner.name}”{state}的名称，一个名称只能指一个单位。")
    if owner is None:
        _keep_alias(unit, text, actor)
    return LearntName(text, unit.name, reverse("admin:units_unit_change", args=[unit.pk]))


def _owner_of(key):
    """The unit, active or not, that has this name."""
    alias = UnitAlias.objects.select_related("unit").filter(key=key).first()
    if alias:
        return alias.unit
    names = Unit.objects.only("pk", "name", "short_name", "active_to")
    return next((u for u in names if key in (name_key(u.name), name_key(u.short_name))), None)


def _keep_alias(unit, text, actor):
    try:
        with transaction.atomic():
            UnitAlias.objects.create(unit=unit, text=text)
    except IntegrityError as error:
        raise NameTaken(f"“{text}”刚刚被他人登记为别称，请重新核对。") from error
    record(
        actor,
        "unit.alias_learnt",
        "导入时记住别称",
        unit,
        changes={"别称": ["", text]},
        unit_id=unit.pk,
    )
