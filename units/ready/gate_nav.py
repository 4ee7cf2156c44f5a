"""The header's link to the check of stored texts: the administrator's."""

from units.models import Role
from zhaotong_portal import navigation


def register():
    navigation.register("保密检查", "gate", [Role.ADMINISTRATOR], order=120)
