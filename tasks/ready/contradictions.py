"""数据互核: this app's checks, and the link in the header."""

from units.models import Role
from zhaotong_portal import navigation


def register():
    from tasks.contradictions import activity_checks, own_checks

    own_checks.register_all()
    activity_checks.register_all()
    navigation.register("数据互核", "contradictions", Role.values, order=116)
