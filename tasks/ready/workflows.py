"""The transition tables of this app, for the diagrams of docs/workflows.md."""

from zhaotong_portal import workflow_diagrams


def register():
    from tasks.workflows.deadline_change import DEADLINE
    from tasks.workflows.item import ITEM
    from tasks.workflows.reminder import REMINDER
    from tasks.workflows.report import REPORT

    for workflow in (DEADLINE, ITEM, REMINDER, REPORT):
        workflow_diagrams.register(workflow)
