"""Dashboards: what they add to the header and to the rebuilding of rollups."""

from tasks.figures import rebuilding
from units.models import Role
from zhaotong_portal import navigation


def register():
    rebuilding.register(rebuilding.MONTHS)
    navigation.register(
        "看板",
        "dashboard",
        [Role.STAFF, Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR],
        order=10,
    )
    navigation.register("本单位", "own_unit", [Role.OFFICER, Role.SECRETARY], order=90)
