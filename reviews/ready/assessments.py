"""述职评议考核: the header's link for who may read assessments."""

from reviews.models import ASSESSMENT_READERS
from units.models import Role
from zhaotong_portal import navigation


def register():
    readers = [*ASSESSMENT_READERS, Role.OFFICER, Role.SECRETARY]
    navigation.register("述职考核", "assessments", readers, order=103)
