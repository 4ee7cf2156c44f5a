"""台账: plain registers of what units and the committee have and do, on one pattern.

    entry.py      what every entry has: a unit, a state (proposed, on record, declined, struck off), its title as compared
    register.py   one register declared: its model, the form's fields, columns, filters; all that are registered
    entering.py   entering, proposing, correcting; the moves are `units/workflows/entry.py`
    filters.py, cells.py, forms.py, table.py     the list and the form, made from the declaration
    figures.py    what the figures of the committee count of a register, with the address of exactly those rows

An app declares its registers in `<app>/registers/` and registers them in `<app>/ready/registers.py`.
"""
