"""Findings on agendas, on sheets of visits and in the calendar of deadlines."""


def register():
    from reviews import finding_deadlines, finding_matters
    from tasks.deadlines import sources
    from tasks.guidance import matters

    matters.register(finding_matters.matters, finding_matters.KINDS, 15)
    sources.register(finding_deadlines.FINDINGS)
