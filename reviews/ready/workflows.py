"""The transition tables of this app, for the diagrams of docs/workflows.md."""

from zhaotong_portal import workflow_diagrams


def register():
    from reviews.workflows.finding import FINDING
    from reviews.workflows.honour import HONOUR

    workflow_diagrams.register(FINDING)
    workflow_diagrams.register(HONOUR)
