"""Findings, rating cases, clues and inspections in the calendar of deadlines. As matters of visits and meetings: reviews/finding_panels.py."""


def register():
    from reviews import deadlines, finding_deadlines
    from tasks.deadlines import sources

    for source in (finding_deadlines.FINDINGS, *deadlines.LEDGERS):
        sources.register(source)
