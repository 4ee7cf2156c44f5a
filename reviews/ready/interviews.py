"""约谈: the header's link, for who may look; for the auditor, the list of looks."""

from units.models import Role
from zhaotong_portal import panels
from zhaotong_portal.panels import Panel


def register():
    panels.register("registers", link, order=90)


def link(user, subject=None):
    """On the page 台账: nobody else learns that there is such a page."""
    from reviews.interviews import may_look

    if user.scope.role == Role.AUDITOR:
        return Panel("reviews/parts/interview_looks_link.html")
    return Panel("reviews/parts/interviews_link.html") if may_look(user) else None
