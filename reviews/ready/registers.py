"""The registers of this app, and what figures count of them."""


def register():
    from reviews import register_figures
    from reviews.registers import ALL
    from units.registers import figures
    from units.registers import register as registers
    from units.registers.unit_panel import ask_beforehand

    for declared in ALL:
        registers.register(declared)
        ask_beforehand(declared)
    for figure in register_figures.ALL:
        figures.register_figure(figure)
