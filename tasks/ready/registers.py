"""The registers of this app, and what figures count of them."""


def register():
    from tasks import practices, register_figures
    from tasks.registers import ALL
    from units.registers import figures
    from units.registers import register as registers
    from units.registers.panels import register_part
    from units.registers.unit_panel import ask_beforehand

    for declared in ALL:
        registers.register(declared)
        ask_beforehand(declared)
    register_part("practices", practices.part_of)
    for figure in register_figures.ALL:
        figures.register_figure(figure)
