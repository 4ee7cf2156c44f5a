"""The sections of a handover's pack that this app knows."""


def register():
    from tasks import handover_sections
    from units import handover_pack

    for order, section in (
        (10, handover_sections.open_items),
        (15, handover_sections.duties),
        (20, handover_sections.months),
        (30, handover_sections.deadline_changes),
        (40, handover_sections.sheet_lines),
        (90, handover_sections.calendar),
    ):
        handover_pack.register(section, order)
