"""Dashboards: what they add to the header and to the rebuilding of rollups."""

from tasks.figures import rebuilding
from units.models import Role
from zhaotong_portal import navigation, panels


def register():
    from tasks.views import home_panels

    panels.register("home", home_panels.committee, order=20)
    panels.register("home", home_panels.unit, order=20)
    navigation.register("首页", "home", Role.values, order=0)
    rebuilding.register(rebuilding.MONTHS)
    navigation.register(
        "看板",
        "dashboard",
        [Role.STAFF, Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR],
        order=10,
    )
    navigation.register(
        "减负情况", "burden", [role for role in Role if role != Role.INSPECTOR], order=110
    )
    navigation.register("本单位", "own_unit", [Role.OFFICER, Role.SECRETARY], order=90)
