"""The ladder's upper steps lead to consultations and supervision orders."""

from tasks.models import Step


def register():
    from tasks import escalation_steps
    from tasks.workflows import escalation

    escalation.register(Step.CONSULT, escalation_steps.open_consultation)
    escalation.register(Step.SUPERVISE, escalation_steps.open_order)
