"""约谈 and 结果运用: the link for who may look, for the auditor the list of looks; what waits for the named writers."""

from units.models import Role
from zhaotong_portal import panels, todo
from zhaotong_portal.panels import Panel


def register():
    from reviews import interview_todos

    panels.register("registers", link, order=90)
    panels.register("assessments", link, order=90)
    todo.register(interview_todos.waiting)


def link(user, subject=None):
    """On the pages 台账 and 述职考核: nobody else learns that there is such a page."""
    from reviews.interviews import may_look

    if user.scope.role == Role.AUDITOR:
        return Panel("reviews/parts/interview_looks_link.html")
    return Panel("reviews/parts/interviews_link.html") if may_look(user) else None
