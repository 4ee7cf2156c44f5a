"""What staff plan with units (a consultation, a meeting, a visit) and may change until it has happened."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from units.models import Role
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.workflow import NotAllowed, StateChanged, Workflow


def may_plan(actor) -> bool:
    return actor.scope.role == Role.STAFF


def cleaned(value):
    return value.strip() if isinstance(value, str) else value


@dataclass(frozen=True)
class Planned:
    """`noun` is what the trail calls it, `arranged` what a refusal calls it; `fields` may be changed in `editable` states."""

    workflow: Workflow
    noun: str
    arranged: str
    units_label: str
    fields: tuple
    editable: frozenset

    def check_units(self, actor, units):
        """Raises NotAllowed, ValidationError. `actor` None is the portal itself."""
        if not units:
            raise ValidationError({"units": f"请选择{self.units_label}。"})
        if actor is None:
            return
        if not may_plan(actor):
            raise NotAllowed(f"{self.arranged}由工委科室安排。")
        if not actor.scope.guides(units):
            raise NotAllowed("所选单位中有不由您联系的，请只选本片区的单位。")

    def change(self, pk, actor, units, fields, check, before_units_change=None):
        """Other facts and units, in the caller's transaction; `check(obj)` and `before_units_change(obj, units)` may refuse.

        Raises NotAllowed, StateChanged, ValidationError by field.
        """
        obj = self._locked(pk, actor)
        if not may_plan(actor):
            raise NotAllowed(f"{self.arranged}由工委科室安排。")
        self.workflow.may_decide(obj, actor, "edit")
        if obj.state not in self.editable:
            raise StateChanged(f"当前状态是“{obj.get_state_display()}”，不能再改。")
        units = list(units)
        self.check_units(actor, units)
        before, was = values_of(obj, self.fields), _names(obj.units.all())
        for name, value in fields.items():
            setattr(obj, name, cleaned(value))
        check(obj)
        changes = differences(before, obj, self.fields)
        if was != _names(units):
            if before_units_change:
                before_units_change(obj, units)
            changes[self.units_label] = [was, _names(units)]
        if changes:
            obj.save()
            obj.units.set(units)
            record(actor, f"{self.workflow.name}.edited", f"修改{self.noun}", obj, changes=changes)
        return obj

    def _locked(self, pk, actor):
        model = self.workflow.model
        pk = model.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
        return model.objects.select_for_update(of=("self",)).get(pk=pk)


def _names(units):
    return "、".join(unit.short_name for unit in units)
