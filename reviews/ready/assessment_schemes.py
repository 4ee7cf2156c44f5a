"""考核方案: the link of the header, for those who write them and those who are scored by them."""

from units.models import Role
from zhaotong_portal import navigation


def register():
    readers = [role for role in Role if role != Role.INSPECTOR]
    navigation.register("考核方案", "assessment_schemes", readers, order=131)
