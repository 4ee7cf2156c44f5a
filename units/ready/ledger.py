"""The base ledger: its link in the header, its tabs, what waits, the panel on the page of a unit, its workflows' diagrams."""

from units.models import Role
from zhaotong_portal import navigation, panels, todo, workflow_diagrams

TABS = (
    ("总览", "ledger"),
    ("党组织", "organisations"),
    ("设置调整", "setup_acts"),
    ("任期换届", "terms"),
    ("分类定级", "grades"),
    ("整顿提升", "improvement_plans"),
    ("联系点", "contact_points"),
    ("结对共建", "pairings"),
    ("党务干部", "party_officers"),
    ("发展党员", "member_development"),
    ("青年小组", "youth_groups"),
)


def register():
    from units import handover_pack, handover_sections
    from units.ledger import panel, tabs
    from units.ledger.waiting import waiting_in
    from units.workflows.grade_year import GRADE_YEAR
    from units.workflows.setup_act import SETUP_ACT

    navigation.register("基础台账", "ledger", list(Role), order=100)
    for order, (label, url_name) in enumerate(TABS, 1):
        tabs.register(label, url_name, order * 10)
    todo.register(waiting_in)
    panels.register("unit", panel.of_unit, order=70)
    panels.register_question("unit", "has_terms_due", panel.terms_of)
    handover_pack.register(handover_sections.terms, 70)
    handover_pack.register(handover_sections.pending, 72)
    handover_pack.register(handover_sections.contacts, 74)
    workflow_diagrams.register(SETUP_ACT)
    workflow_diagrams.register(GRADE_YEAR)
