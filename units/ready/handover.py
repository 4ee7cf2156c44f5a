"""What handovers add: their workflow's diagram, and what waits on the home page of both people and of who helps them."""

from django.db.models import Exists, OuterRef, Q

from units.models import Appointment, Handover, HandoverState, Role
from zhaotong_portal import todo, workflow_diagrams
from zhaotong_portal.todo import Todo


def register():
    from units.workflows.handover import HANDOVER

    workflow_diagrams.register(HANDOVER)
    todo.register(waiting)


def waiting(user):
    """One query. Who merely reads handovers is not called."""
    for handover in _concerning(user):
        if label := _what_waits(handover, user):
            yield Todo(
                f"{label}（{handover.unit.short_name}{handover.get_role_display()}）",
                1,
                handover.get_absolute_url(),
                due_on=handover.takes_effect_on,
            )


def _concerning(user):
    scope, mine = user.scope, Q(outgoing=user) | Q(incoming=user)
    if scope.role == Role.SECRETARY:
        mine |= Q(unit__in=scope.unit_ids)
    elif scope.role == Role.ADMINISTRATOR:
        mine |= Q(incoming=None)
    held = Appointment.objects.current().filter(
        person=OuterRef("outgoing"), role=OuterRef("role"), unit=OuterRef("unit")
    )
    rows = Handover.objects.open().filter(mine).select_related("unit", "outgoing")
    return rows.annotate(still_there=Exists(held))


def _what_waits(handover, user):
    if handover.incoming_id is None and user.scope.role == Role.ADMINISTRATOR:
        return "工作交接待建立接手人账号"
    prepared = handover.state == HandoverState.PREPARED
    if user.pk == handover.outgoing_id:
        return "工作交接待您移交签字" if prepared else ""
    if user.pk == handover.incoming_id:
        return "工作交接准备中，可以先看交接包" if prepared else "工作交接待您接手签字"
    gone = not (handover.still_there and handover.outgoing.is_active)
    if prepared and gone and user.scope.role == Role.SECRETARY:
        return "移交人已离任，工作交接待您代签"
    return ""
