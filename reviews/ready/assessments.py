"""述职评议考核: the header's link for who may read assessments, what waits of the self-reports, their last day."""

from reviews import filing_todos
from reviews.models import ASSESSMENT_READERS
from tasks.deadlines import sources
from units.models import Role
from zhaotong_portal import navigation, todo


def register():
    readers = [*ASSESSMENT_READERS, Role.OFFICER, Role.SECRETARY]
    navigation.register("述职考核", "assessments", readers, order=103)
    todo.register(filing_todos.waiting)
    sources.register(filing_todos.LAST_DAYS)
