"""抽查核实: in the header and on the home page."""

from django.urls import reverse

from units.models import Role
from zhaotong_portal import navigation, todo
from zhaotong_portal.todo import Todo


def register():
    navigation.register("抽查核实", "spot_checks", Role.values, order=115)
    todo.register(waiting)


def waiting(user):
    """A verdict from who verifies; from the unit its word on what was not true."""
    from tasks import spot_checks

    count = spot_checks.waiting_for(user).count() if user.scope.role in spot_checks.VERIFIERS else 0
    if count:
        yield Todo("抽查待核实", count, f"{reverse('spot_checks')}?verdict=waiting")
    if user.scope.works_in_unit:
        count = spot_checks.unanswered(user).count()
        yield Todo("抽查有不符，请说明情况", count, reverse("spot_checks"))
