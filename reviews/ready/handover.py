"""The sections of a handover's pack that this app knows."""


def register():
    from reviews import handover_sections
    from units import handover_pack

    handover_pack.register(handover_sections.findings, 50)
    handover_pack.register(handover_sections.rating_points, 60)
