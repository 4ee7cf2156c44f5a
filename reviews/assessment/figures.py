"""The computed figures that a scheme may take as a part.

They read what became of reports, items, problems, ratings and spot checks. None looks at log-ins, at files or photographs,
or counts papers and activities (tests/reviews/test_assessment_figures.py holds the tables that they may ask).
"""

from reviews.assessment import of_findings, of_items, of_ratings, of_reports, of_spot_checks

FIGURES = {
    figure.key: figure
    for figure in (
        *of_reports.ALL,
        *of_items.ALL,
        *of_findings.ALL,
        *of_ratings.figures(),
        *of_spot_checks.ALL,
    )
}


def figure_choices():
    return [(key, figure.label) for key, figure in FIGURES.items()]
