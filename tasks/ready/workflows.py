"""The transition tables of this app, for the diagrams of docs/workflows.md."""

from zhaotong_portal import workflow_diagrams


def register():
    from tasks.workflows.deadline_change import DEADLINE
    from tasks.workflows.escalation import ESCALATION
    from tasks.workflows.item import ITEM
    from tasks.workflows.line_reply import LINE_REPLY
    from tasks.workflows.push_plan import PUSH_PLAN
    from tasks.workflows.question import QUESTION
    from tasks.workflows.reminder import REMINDER
    from tasks.workflows.report import REPORT
    from tasks.workflows.year_rollover import ROLLOVER

    for workflow in (
        DEADLINE,
        ESCALATION,
        ITEM,
        LINE_REPLY,
        PUSH_PLAN,
        QUESTION,
        REMINDER,
        REPORT,
        ROLLOVER,
    ):
        workflow_diagrams.register(workflow)
