"""督办单、商定事项 that are open, on the page of their unit. A unit without any costs no query (panels.register_question)."""

from tasks.models import Commitment, SupervisionOrder
from tasks.models.guidance_readers import GUIDANCE_READERS
from zhaotong_portal.panels import Panel

MOST_SHOWN = 5


def open_orders(unit):
    return SupervisionOrder.objects.open().filter(unit=unit)


def open_commitments(unit):
    return Commitment.objects.open().filter(unit=unit)


def of_unit(user, unit):
    if user.scope.role not in GUIDANCE_READERS:
        return None
    orders = open_orders(unit).order_by("due_on", "pk") if unit.has_open_orders else []
    agreed = open_commitments(unit).order_by("due_on", "pk") if unit.has_open_commitments else []
    if not (unit.has_open_orders or unit.has_open_commitments):
        return None
    context = {"unit": unit, "orders": orders[:MOST_SHOWN], "commitments": agreed[:MOST_SHOWN]}
    return Panel("tasks/parts/guidance_panel.html", context)
