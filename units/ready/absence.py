"""The home page says who stands in for whom today, and how much waits in a role that somebody has taken over."""

from copy import copy

from zhaotong_portal import panels
from zhaotong_portal.panels import Panel
from zhaotong_portal.todo import todos_for


def register():
    panels.register("home", standing_in, order=10)


def standing_in(user, subject=None):
    from units.models import Substitution

    mine = Substitution.objects.concerning(user).in_force().select_related("absent", "substitute")
    rows = [
        {"substitution": row, "own": row.absent_id == user.pk, "waiting": _waiting(user, row)}
        for row in mine
    ]
    return Panel("units/standing_in.html", {"rows": rows}) if rows else None


def _waiting(user, row):
    """How many things wait in the taken-over role; None where the person works in that role already."""
    if row.absent_id == user.pk or row.role == user.scope.role or row.role not in user.roles:
        return None
    other = copy(user)
    other.acting_role = row.role
    return sum(todo.count for todo in todos_for(other))
