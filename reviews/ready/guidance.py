"""Findings in the calendar of deadlines. As matters of visits and meetings: reviews/finding_panels.py."""


def register():
    from reviews import finding_deadlines
    from tasks.deadlines import sources

    sources.register(finding_deadlines.FINDINGS)
