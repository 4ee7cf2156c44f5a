"""台账: the header's link, and what waits for a decision on the home page."""

from units.models import Role
from units.registers.register import registers
from units.registers.standing import waiting_for
from units.registers.unit_panel import of_unit
from zhaotong_portal import navigation, panels, todo
from zhaotong_portal.todo import Todo


def register():
    roles = [role for role in Role if role != Role.INSPECTOR]
    navigation.register("台账", "registers", roles, order=105)
    todo.register(waiting)
    panels.register("unit", of_unit, order=85)


def waiting(user):
    """What units proposed, for who may decide it; one query for all registers."""
    if user.scope.role != Role.STAFF:
        return
    for declared, count in waiting_for(user, registers()):
        yield Todo(f"{declared.name}申报待核定", count, f"{declared.url()}?state=proposed")
