"""The header's link to the catalogue, units and people: kept by the administrator, read by the auditor."""

from units.models import Role
from zhaotong_portal import navigation


def register():
    navigation.register("数据管理", "admin:index", [Role.ADMINISTRATOR, Role.AUDITOR], order=80)
