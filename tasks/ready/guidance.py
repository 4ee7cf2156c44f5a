"""What guidance adds: the header's links, what waits on the home page, lines of sheets, workflows, sections of packs."""

from tasks.models.guidance_readers import GUIDANCE_READERS, VISIT_READERS
from units.models import Role
from zhaotong_portal import navigation, panels, todo, workflow_diagrams


def register():
    from tasks import sheet_sources
    from tasks.deadlines import own_ledgers, sources
    from tasks.guidance import (
        commitment_facts,
        handover_sections,
        matters,
        own_matters,
        panel,
        waiting,
    )
    from tasks.workflows.commitment import COMMITMENT
    from tasks.workflows.consultation import CONSULTATION
    from tasks.workflows.dispatch_meeting import MEETING
    from tasks.workflows.supervision_order import ORDER
    from tasks.workflows.visit import VISIT
    from units import handover_pack

    for workflow in (COMMITMENT, CONSULTATION, MEETING, ORDER, VISIT):
        workflow_diagrams.register(workflow)
    for source in (*own_ledgers.LEDGERS, own_ledgers.MONTHS):
        sources.register(source)
    navigation.register("期限日程", "calendar", list(Role), order=105)
    navigation.register("会商指导", "consultations", GUIDANCE_READERS, order=120)
    navigation.register("商定事项", "commitments", GUIDANCE_READERS, order=121)
    navigation.register("督办单", "orders", GUIDANCE_READERS, order=122)
    navigation.register("调度会", "meetings", GUIDANCE_READERS, order=123)
    navigation.register("调研", "visits", VISIT_READERS, order=124)
    todo.register(waiting.todos)
    panels.register("unit", panel.of_unit, order=60)
    panels.register_question("unit", "has_open_orders", panel.open_orders)
    panels.register_question("unit", "has_open_commitments", panel.open_commitments)
    sheet_sources.register(
        commitment_facts.facts, commitment_facts.CONDITIONS, commitment_facts.standings
    )
    kinds = own_matters.KINDS
    matters.register(own_matters.items, {k: kinds[k] for k in ("item_overdue", "item_behind")}, 10)
    matters.register(
        own_matters.carried_lines, {own_matters.CARRIED: kinds[own_matters.CARRIED]}, 40
    )
    matters.register(
        own_matters.commitments, {own_matters.PROMISED: kinds[own_matters.PROMISED]}, 20
    )
    matters.register(own_matters.orders, {own_matters.ORDERED: kinds[own_matters.ORDERED]}, 30)
    for order, section in (
        (42, handover_sections.commitments),
        (44, handover_sections.orders),
        (46, handover_sections.consultations),
    ):
        handover_pack.register(section, order)
