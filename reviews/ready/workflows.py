"""The transition tables of this app, for the diagrams of docs/workflows.md."""

from zhaotong_portal import workflow_diagrams


def register():
    from reviews.workflows.assessment import ASSESSMENT
    from reviews.workflows.assessment_scheme import SCHEME
    from reviews.workflows.clue import CLUE
    from reviews.workflows.fact_contest import FACT_CONTEST
    from reviews.workflows.finding import FINDING
    from reviews.workflows.finding_extension import EXTENSION
    from reviews.workflows.honour import HONOUR
    from reviews.workflows.inspection_visit import VISIT
    from reviews.workflows.interview import INTERVIEW
    from reviews.workflows.model_office import MODEL_OFFICE
    from reviews.workflows.public_result import PUBLIC_RESULT
    from reviews.workflows.rating_appeal import APPEAL
    from reviews.workflows.rating_case import CASE
    from reviews.workflows.self_report import SELF_REPORT
    from reviews.workflows.vote_session import VOTE_SESSION

    for workflow in (
        FINDING,
        HONOUR,
        CASE,
        APPEAL,
        PUBLIC_RESULT,
        VOTE_SESSION,
        EXTENSION,
        VISIT,
        CLUE,
        ASSESSMENT,
        SELF_REPORT,
        SCHEME,
        FACT_CONTEST,
        INTERVIEW,
        MODEL_OFFICE,
    ):
        workflow_diagrams.register(workflow)
