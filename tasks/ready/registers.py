"""The registers of this app, and what figures count of them."""


def register():
    from tasks import register_figures
    from tasks.registers import ALL
    from units.registers import figures
    from units.registers import register as registers

    for declared in ALL:
        registers.register(declared)
    for figure in register_figures.ALL:
        figures.register_figure(figure)
