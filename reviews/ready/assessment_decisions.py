"""Feedback and grade on the page of an assessment, what waits of it, and the window of contests in the calendar."""

from zhaotong_portal import panels, todo


def register():
    from reviews.assessment import (
        decision_deadlines,
        decision_links,
        decision_panels,
        decision_todos,
    )
    from tasks.deadlines import sources

    panels.register("assessments", decision_links.of_list, order=10)
    panels.register("assessment", decision_panels.of_feedback, order=40)
    panels.register("assessment", decision_panels.of_grade, order=50)
    todo.register(decision_todos.waiting)
    sources.register(decision_deadlines.WINDOW)
