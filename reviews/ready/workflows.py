"""The transition tables of this app, for the diagrams of docs/workflows.md."""

from zhaotong_portal import workflow_diagrams


def register():
    from reviews.workflows.finding import FINDING

    workflow_diagrams.register(FINDING)
